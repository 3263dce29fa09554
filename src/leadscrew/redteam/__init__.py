"""Attack a task and the bench under it: cheats that must fail, and honest programs that must pass."""
