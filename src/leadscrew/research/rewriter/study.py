"""The study: settings of the champion that are moved together, and what every experiment says of them."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence

from leadscrew.core.experiment import Verdict
from leadscrew.core.program import Program
from leadscrew.research.desk import Desk
from leadscrew.research.rewriter.policy import kind_of
from leadscrew.research.rewriter.settings import Setting, changed, described, literal, settings_of
from leadscrew.research.rewriter.source import Edit, Source
from leadscrew.research.rewriter.tuner import Observation, Tuner
from leadscrew.research.state import Experiment

STUDY = "tune/study"
TRIES = 5
PATIENCE = {"time": 12, "quality": 60, "score": 60}
"""Points of the study in a row without a better one, after which it is over."""
KEPT = 200
"""Experiments that the study looks at: the latest."""
SAFE = 0.3
"""Of the margin: the mean excess that the bench can still show to be small enough."""


class Study:
    """A tuner that knows the run: its start's settings, and what each champion owes to them."""

    def __init__(self) -> None:
        self._tuner = Tuner()
        self._settings: dict[str, Setting] | None = None
        self._owed: dict[int, float] = {0: 0.0}
        """By champion: the log gain that came from settings."""
        self._tried: set[tuple[tuple[str, str], ...]] = set()
        self._vain = 0
        """Points of the study since the last that was better."""
        self._waiting: deque[Callable[[], Observation]] = deque(maxlen=KEPT)
        self._known: tuple[Sequence[Source], list[Setting]] | None = None
        """The settings of the sources that were asked for last."""

    def options(self, desk: Desk, sources: Sequence[Source]) -> list[str]:
        """The study as a move, once at least one setting has shown that it matters."""
        self._absorb()
        if self._vain >= PATIENCE[kind_of(desk.task)]:
            return []
        return [STUDY] if self._tuner.active(self._present(desk, sources)) else []

    def edit(self, desk: Desk, sources: Sequence[Source], rng: random.Random) -> Edit | None:
        """The settings of one file at the values that the tuner asks for; None where it asks for nothing new."""
        present = self._present(desk, sources)
        for _ in range(TRIES):
            steps = self._tuner.ask(present, rng)
            if steps is None:
                return None
            values = {setting.id: setting.moved(steps[setting.id]) for setting in present if setting.id in steps}
            source = _most_of(sources, values)
            if source is None:
                return None
            mine = {name: value for name, value in values.items() if name.startswith(f"{source.path}:")}
            key = self._key(mine)
            if key in self._tried:
                continue
            self._tried.add(key)
            now = settings_of(source)
            told = described(now, mine)
            if told:
                return source.edit(
                    STUDY,
                    source.module,
                    key=repr(key),
                    hypothesis=f"{told}: what earlier trials foretell as the fastest that is good enough",
                    make=lambda source=source, mine=mine: changed(source, mine),  # type: ignore[misc]
                )
        return None

    def learn(self, desk: Desk, experiment: Experiment) -> None:
        """What an experiment says of the settings; only one that changed settings does."""
        decision = experiment.decision
        if decision is None or not experiment.files:
            return
        owed = self._owed.get(experiment.parent, 0.0)
        if not experiment.move.startswith("tune/"):
            if decision.verdict is Verdict.BETTER:
                self._owed[experiment.number] = owed
            return
        failed = decision.verdict in (Verdict.WRONG, Verdict.CRASHED, Verdict.TIMED_OUT)
        lack = None
        if desk.task.quality is not None and decision.excess is not None:
            lack = decision.excess / desk.task.quality.margin - SAFE
        if experiment.move.startswith(STUDY):
            self._vain = 0 if decision.verdict is Verdict.BETTER else self._vain + 1
        gain = owed + (decision.effect.log_gain if decision.effect else 0.0)
        if decision.verdict is Verdict.BETTER:
            self._owed[experiment.number] = gain
        self._waiting.append(
            lambda: Observation(
                steps=self._steps(desk, desk.program(experiment.number)),
                log_gain=gain,
                lack=lack,
                failed=failed,
                trials=1 + decision.pairs,
                proven=decision.verdict is Verdict.BETTER,
            )
        )

    def _absorb(self) -> None:
        """Read the programs of what was learned since the last time: of a long record only the latest."""
        while self._waiting:
            self._tuner.tell(self._waiting.popleft()())

    def _present(self, desk: Desk, sources: Sequence[Source]) -> list[Setting]:
        """The start's settings that the champion still has."""
        if self._known is None or self._known[0] is not sources:
            now = {setting.id for source in sources for setting in settings_of(source)}
            self._known = (sources, [setting for name, setting in self._start(desk).items() if name in now])
        return self._known[1]

    def _start(self, desk: Desk) -> dict[str, Setting]:
        if self._settings is None:
            self._settings = {setting.id: setting for setting in _settings_in(desk, desk.program(0))}
        return self._settings

    def _steps(self, desk: Desk, program: Program) -> dict[str, float]:
        start = self._start(desk)
        return {
            setting.id: start[setting.id].distance(setting.value)
            for setting in _settings_in(desk, program)
            if setting.id in start and setting.value != start[setting.id].value
        }

    def _key(self, values: dict[str, float]) -> tuple[tuple[str, str], ...]:
        """The values as they would be written."""
        known = self._settings or {}
        made = {name: literal(value, whole=known[name].whole) for name, value in values.items() if name in known}
        return tuple(sorted((name, number.value) for name, number in made.items() if number is not None))


def _settings_in(desk: Desk, program: Program) -> list[Setting]:
    found = []
    for path, content in program.files.items():
        if path.endswith(".py") and desk.task.may_change(path):
            source = Source.parse(path, content.decode("utf-8", "replace"))
            found += settings_of(source) if source is not None else []
    return found


def _most_of(sources: Sequence[Source], values: dict[str, float]) -> Source | None:
    """The file that holds most of the settings."""
    counts = {source.path: sum(name.startswith(f"{source.path}:") for name in values) for source in sources}
    return max(sources, key=lambda source: counts[source.path], default=None)
