"""Loop transformations: fuse, split, interchange, unroll."""

from __future__ import annotations

from leadscrew.research.rewriter.source import Move

MOVES: tuple[Move, ...] = ()
