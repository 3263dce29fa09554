"""The loop: desks, researchers, budgets, and a run from its start to its claim."""
