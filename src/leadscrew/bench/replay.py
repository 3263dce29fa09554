"""A rig that replays recorded times: what would the bench have said of programs whose true speed is known?

Covered: the noise that was recorded, its outliers, its busy spells and its drift, in their order; the order inside a
pair is drawn by the bench itself, as ever.
Not covered: interference that falls more often on the longer program; a known factor stretches a recorded time with
the noise that it holds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leadscrew.core.experiment import Status, Trial
from leadscrew.core.program import Program
from leadscrew.core.seed import Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is true of a program on one problem."""

    factor: float = 1.0
    """How many times as fast as what was recorded."""
    quality: float | None = None


class ReplayRig:
    """Answers each trial with a recorded time: the two trials on one problem get the two times of one recorded pair."""

    def __init__(
        self,
        rows: Sequence[Sequence[float]],
        rng: random.Random,
        known: Callable[[Program, Seed], Known] = lambda program, seed: Known(),
    ) -> None:
        """rows: (wall of the first, wall of the second) of pairs of identical programs, in seconds, in the order in
        which they were recorded; where a row goes on, the processor time of the first and of the second.

        rng draws the row to begin with; after the last row comes the first.  known: what is true of a program on a
        problem; without it all programs are alike.
        """
        if not rows or any(len(row) < 2 or min(row[:2]) <= 0.0 for row in rows):
            raise ValueError("rows: expected at least one, each with two times above 0")
        self._rows, self._known = rows, known
        self._at = rng.randrange(len(rows))
        self._seed: Seed | None = None
        self._second = False
        self.spent_s = 0.0
        """Seconds that the trials so far would have taken."""

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None) -> Trial:
        """The next recorded time, as this program would have had it."""
        if seed != self._seed:
            self._seed, self._second = seed, False
            self._at = (self._at + 1) % len(self._rows)
        row, place = self._rows[self._at], int(self._second)
        self._second = not self._second
        known = self._known(program, seed)
        wall_s = row[place] / known.factor
        cpu_s = row[2 + place] / known.factor if len(row) >= 4 else wall_s
        if cut_s is not None and wall_s > cut_s:
            self.spent_s += cut_s
            return Trial(status=Status.CUT, wall_s=cut_s, cpu_s=min(cpu_s, cut_s), reason="cut off")
        self.spent_s += wall_s
        return Trial(status=Status.OK, wall_s=wall_s, cpu_s=cpu_s, quality=known.quality)

    def close(self) -> None:
        """Nothing: a replay has no boxes."""
