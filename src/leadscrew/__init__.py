"""Leadscrew, a virtual AI lab: a claimed gain is a true gain."""

from leadscrew.errors import Rejected

__version__ = "0.1.0"
__all__ = ["Rejected", "__version__"]
