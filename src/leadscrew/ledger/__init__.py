"""The chain of facts, its verification, and what it says of pauses; pure."""
