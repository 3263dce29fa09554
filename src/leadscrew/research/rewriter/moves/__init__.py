"""The catalogue of moves: one file a family. Nothing in it knows a task."""
