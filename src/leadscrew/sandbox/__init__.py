"""Boxes and warm workers: where untrusted code runs. The only package that starts processes."""
