"""Doors for files that people give: tasks and changes."""
