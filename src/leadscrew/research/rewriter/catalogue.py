"""All moves, in one table. A new move is a class in its family's file."""

from __future__ import annotations

from leadscrew.research.rewriter.moves import (
    call,
    compile,
    contraction,
    dtype,
    grouping,
    inline,
    layout,
    library,
    loops,
    memo,
    motion,
    remove,
    scatter,
    schedule,
    tune,
    vectorise,
)
from leadscrew.research.rewriter.source import Move

MOVES: tuple[Move, ...] = (
    *remove.MOVES,
    *motion.MOVES,
    *inline.MOVES,
    *loops.MOVES,
    *grouping.MOVES,
    *vectorise.MOVES,
    *scatter.MOVES,
    *contraction.MOVES,
    *dtype.MOVES,
    *layout.MOVES,
    *call.MOVES,
    *library.MOVES,
    *memo.MOVES,
    *compile.MOVES,
    *tune.MOVES,
    *schedule.MOVES,
)
"""Families: remove, move, loop, vectorise, dtype, layout, call, compile, tune, schedule."""
