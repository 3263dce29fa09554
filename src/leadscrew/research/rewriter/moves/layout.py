"""Layout: in-place operations, preallocated scratch, contiguous arrays."""

from __future__ import annotations

from leadscrew.research.rewriter.source import Move

MOVES: tuple[Move, ...] = ()
