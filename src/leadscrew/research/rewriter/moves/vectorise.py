"""Vectorise and batch: an explicit loop over an axis becomes array operations."""

from __future__ import annotations

from leadscrew.research.rewriter.source import Move

MOVES: tuple[Move, ...] = ()
