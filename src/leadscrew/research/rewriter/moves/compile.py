"""Compile: numeric functions by Numba, where the box holds it."""

from __future__ import annotations

from leadscrew.research.rewriter.source import Move

MOVES: tuple[Move, ...] = ()
