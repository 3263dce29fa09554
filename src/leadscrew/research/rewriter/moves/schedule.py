"""Schedule: how a training loop spends its steps, found by its shape."""

from __future__ import annotations

from leadscrew.research.rewriter.source import Move

MOVES: tuple[Move, ...] = ()
