"""Tune: one numeric constant times one factor, to learn which constants matter. `tuner.py` moves several together.

Source: deep parameter tuning (Wu et al., GECCO 2015); one factor at a time as a screen before a response surface
(Box and Wilson, J. R. Stat. Soc. B 13, 1951).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from leadscrew.research.rewriter.settings import changed, literal, settings_of
from leadscrew.research.rewriter.source import Edit, Move, Source

WHOLE_STEPS = (log(0.6), log(2.0), log(0.3))
REAL_STEPS = (log(2.0), log(0.5), log(4.0))


class Constant:
    """A constant becomes larger or smaller."""

    name = "tune/constant"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each constant times each factor."""
        for setting in settings_of(source):
            for steps in WHOLE_STEPS if setting.whole else REAL_STEPS:
                values = {setting.id: setting.moved(steps)}
                new = literal(values[setting.id], whole=setting.whole)
                if new is None or float(new.value) == setting.value:
                    continue
                size = "down" if steps < 0 else "up"
                kind = "integer" if setting.whole else "decay" if setting.below_one else "real"
                yield source.edit(
                    f"tune/{kind}-{size}-{setting.role}",
                    setting.node,
                    key=f"{setting.id}:{setting.node.value}->{new.value}",
                    hypothesis=(
                        f"{setting.node.value} becomes {new.value} in `{setting.place[:80]}` at {setting.where}: "
                        "less work, or better answers that can pay for less work"
                    ),
                    make=lambda values=values: changed(source, values),  # type: ignore[misc]
                )


MOVES: tuple[Move, ...] = (Constant(),)
