"""Lifting: a loop's body, read as array arithmetic over the loop's axis."""
