"""One comparison: a qualifying trial, then pairs in random order until the rule decides.

The rule that says `better` is the e-process of `evidence.speed`: exact under equal speed, at any time. All else here is
economy (no error rate is claimed for `not_better`) or the gate on quality, which is always measured against the start.
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf, log, sqrt
from statistics import fmean, median, stdev
from typing import Any, Protocol, TypeVar

import msgspec
import numpy as np

from leadscrew.bench.quiet import Watch
from leadscrew.bench.rig import MAX_STALLS, BoxRig, Rig, StartFailed, Unjudged, is_reduced, shown_reason, varies
from leadscrew.bench.rules import CUT, MAX_PAIRS, QUALITY_PAIRS, SEARCH_E, VOID_PAIRS
from leadscrew.bench.suite import Suite
from leadscrew.bench.yardstick import yardstick_of
from leadscrew.core.experiment import Decision, Effect, Pair, Status, Trial, Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed, problem_seed
from leadscrew.core.task import Task
from leadscrew.errors import MachineError
from leadscrew.evidence.quality import upper_bound

FAILED = {Status.WRONG: Verdict.WRONG, Status.CRASHED: Verdict.CRASHED, Status.TIMED_OUT: Verdict.TIMED_OUT}
SEARCH_LEVEL = 0.95
INTERVAL_LEVEL = 0.90
"""Of intervals in search: 5 % on either side, so that a candidate is `better` just when its interval lies above 1."""
RECENT = 5
"""Trials that a single trial is held against."""
DOUBTFUL, PAIR_SHARE = 1.5, 0.03
"""A first trial up to so many times slower than usual gets a pair, if that takes no more of the comparison's time."""
POORER_PAIRS, POORER = 4, 1.5
"""Pairs after which a quality that is worse than the opponent's by so many margins, at least, ends a comparison."""
FEWEST_PAIRS = 8
"""A comparison gets at least so many pairs before its share of the time ends it."""
STALLED = 0.7
"""A trial that got less than this share of its time from the processor is not held against the candidate alone."""
STALE = 16
"""Candidates in a row that are screened out by the opponent's last trials; the next one gets pairs: machines drift."""
KEPT_HALF_S = 2.0
"""A first trial that took longer is put on the record, so that a kill in the second one does not lose it."""
REMEMBERED = 64
"""Trials of each program that its usual and slowest time are taken from."""
PROGRAMS = 256
"""Programs whose times are remembered: the start, and those that were used last, the champion among them."""


Measured = TypeVar("Measured", Trial, Pair)


class Journal(Protocol):
    """Where the bench puts what it measured, before it acts on it."""

    def record(self, kind: str, body: Mapping[str, Any], *, later: bool = False, artefact: bytes | None = None) -> None:
        """Append a fact of this kind, with a content that it names; with `later` it may wait for the next one."""
        ...


@dataclass(slots=True)
class Noise:
    """What the start measured against itself says of this machine and this task."""

    scale: float
    """Median absolute log ratio of identical programs."""
    median_s: float
    quality_mean: float | None = None
    quality_sd: float | None = None
    """Between problems."""


@dataclass(slots=True)
class Earlier:
    """What the record already holds of a comparison that was interrupted."""

    qualifying: Trial | None = None
    pairs: list[Pair] = field(default_factory=list)
    start_quality: dict[int, float | None] = field(default_factory=dict)
    """Quality of the start by problem seed, measured for this comparison; None where the start failed."""


class Seeds:
    """Fresh problems of each purpose, in order."""

    def __init__(self, secret: bytes, used: Mapping[Purpose, int] | None = None) -> None:
        self._secret = secret
        self._next = {purpose: (used or {}).get(purpose, 0) for purpose in Purpose}
        self._mutex = threading.Lock()

    def fresh(self, purpose: Purpose) -> tuple[int, Seed]:
        """The next counter of a purpose and its seed."""
        with self._mutex:
            counter = self._next[purpose]
            self._next[purpose] = counter + 1
        return counter, problem_seed(self._secret, purpose, counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """The first trial of a pair."""

    counter: int
    seed: Seed
    new_first: bool
    first: Unjudged


HalfKey = tuple[Purpose, str, str]
"""What a pair is for, and the digests of the new and the old program."""


class Floor:
    """The bench of one slot: runs pairs on a rig and remembers how slow each program has been."""

    def __init__(
        self,
        task: Task,
        rig: Rig,
        seeds: Seeds,
        journal: Journal,
        *,
        rng: random.Random,
        times: dict[str, deque[float]] | None = None,
        watch: Watch | None = None,
        suite: Suite | None = None,
        halves: dict[HalfKey, Half] | None = None,
    ) -> None:
        """times: seconds of each program's last trials by digest, shared by the slots of a run.

        suite: the program's own tests, where the task has some.  halves: first trials of pairs that were interrupted,
        shared by the slots of a run; they are finished before a fresh problem is drawn.

        watch: waits, between the pairs of a comparison, while others use the bench's core.
        """
        self.watch, self.suite = watch, suite
        self._halves = {} if halves is None else halves
        self.task, self.rig, self.seeds, self.journal, self.rng = task, rig, seeds, journal, rng
        self._times = {} if times is None else times
        self._overheads: deque[float] = deque(maxlen=REMEMBERED)
        self.singles = 0
        """Trials since the last pair."""

    @property
    def overhead_s(self) -> float:
        """What a trial takes beside its own time: the problem, the box, the judge; not the start's own answer."""
        return median(self._overheads) if self._overheads else 0.05

    def pair_s(self, new_s: float, old_s: float, *, start_s: float | None = None) -> float:
        """What a pair takes: its trials, what is around them, and the start's own answer where that is what is right.

        start_s: of a trial of the start, which is run apart; None where the old program is the start.
        """
        apart_s = start_s or 0.0 if self.task.reference is not None and varies(self.task) else 0.0
        return new_s + old_s + 2 * self.overhead_s + apart_s

    def remember(self, program: Program, trial: Trial, *, purpose: Purpose = Purpose.SEARCH) -> None:
        """Note a trial's time for later cuts.  purpose: of its problem, which may be a reduced one."""
        if trial.status is Status.OK:
            key = self._key(program, purpose)
            times = self._times.get(key) or deque(maxlen=REMEMBERED)
            times.append(trial.wall_s)
            self._times.pop(key, None)  # another slot may have been here in between
            self._times[key] = times  # last: it was used last
            if len(self._times) > PROGRAMS:
                start = self.task.start.digest
                for known in list(self._times)[: PROGRAMS // 2]:
                    if not known.startswith(start):
                        self._times.pop(known, None)

    def slowest_s(self, program: Program, purpose: Purpose = Purpose.SEARCH) -> float | None:
        """The slowest of a program's last trials."""
        times = self._times.get(self._key(program, purpose))
        return max(times) if times else None

    def median_s(self, program: Program, purpose: Purpose = Purpose.SEARCH) -> float | None:
        """The median of a program's last trials."""
        times = self._times.get(self._key(program, purpose))
        return median(times) if times else None

    def recent_s(self, program: Program, purpose: Purpose = Purpose.SEARCH) -> float | None:
        """The median of a program's last few trials: machines drift."""
        times = self._times.get(self._key(program, purpose))
        return median(list(times)[-RECENT:]) if times else None

    def _key(self, program: Program, purpose: Purpose) -> str:
        """Full and reduced problems take different times."""
        return program.digest if is_reduced(self.task, purpose) or not self.task.screening else f"{program.digest}/full"

    def trial(self, program: Program, seed: Seed, *, opponent: Program | None) -> Trial:
        """One trial, cut at CUT times the slowest that the opponent has been.  Raises StartFailed."""
        return self._judged(program, self._measured(program, seed, opponent), seed)

    def _measured(self, program: Program, seed: Seed, opponent: Program | None) -> Unjudged:
        slowest = self.slowest_s(opponent, seed.purpose) if opponent else None
        since = time.monotonic()
        cut = slowest is not None and self.task.metric.kind == "time"
        cut_s = max(CUT * (slowest or 0.0), 0.05) if cut else None
        if isinstance(self.rig, BoxRig):
            found = self.rig.measure(program, seed, cut_s=cut_s)
        else:
            found = Unjudged(trial=self.rig.trial(program, seed, cut_s=cut_s))
        self.singles += 1
        self._around_s = max(0.0, time.monotonic() - since - found.trial.wall_s)
        return found

    def _judged(self, program: Program, found: Unjudged, seed: Seed) -> Trial:
        """The trial with its ruling; a program's time is remembered where its answer counts."""
        since = time.monotonic()
        trial, apart_s = found.trial, 0.0
        if isinstance(self.rig, BoxRig):
            trial = self.rig.judge_of(found, seed)
            apart_s = self.rig.apart_s
        if not trial.stalled_s:
            self._overheads.append(self._around_s + max(0.0, time.monotonic() - since - apart_s))
            self.remember(program, trial, purpose=seed.purpose)
        return trial

    def fresh_trial(self, program: Program, purpose: Purpose, *, opponent: Program | None) -> tuple[int, Trial]:
        """One trial on a fresh problem; its counter and the trial.

        Raises StartFailed where the start has no answer to VOID_PAIRS problems in a row.
        """
        used: list[int] = []

        def one(counter: int, seed: Seed) -> Trial:
            used[:] = [counter]
            return self.trial(program, seed, opponent=opponent)

        for left in reversed(range(VOID_PAIRS)):
            try:
                return self._unstalled(purpose, one, lambda trial: [trial])
            except StartFailed as exc:
                if not left:
                    raise
                self.journal.record("void", {"kind": purpose, "counter": used[0], "reason": shown_reason(str(exc))})
        raise AssertionError("unreachable")

    def pair(self, new: Program, old: Program, purpose: Purpose, *, cut: bool = True) -> tuple[int, Pair]:
        """Both programs on one fresh problem, in random order; its counter and the pair.

        Both run before either is judged: what is right may take another run of the start, which stands between the two
        in neither order.  cut: economy; without it only the task's own limits end a trial, and every time and answer
        counts in full.
        """
        opponent = old if cut else None
        key = (purpose, new.digest, old.digest)
        half = self._halves.get(key)
        if half is not None:
            pair = self._whole(half, new, old, opponent)
            del self._halves[key]
            if not pair.new.stalled_s and not pair.old.stalled_s:
                self.singles = 0
                return half.counter, pair
            self._say_stalled(purpose, half.counter, pair.new.stalled_s + pair.old.stalled_s)

        def both(counter: int, seed: Seed) -> Pair:
            new_first = self.rng.random() < 0.5
            first = self._measured(new, seed, opponent) if new_first else self._measured(old, seed, None)
            half = Half(counter=counter, seed=seed, new_first=new_first, first=first)
            if first.trial.wall_s > KEPT_HALF_S and not first.trial.stalled_s:
                self._keep(half, new, old)
            pair = self._whole(half, new, old, opponent)
            self._halves.pop(key, None)
            return pair

        counter, pair = self._unstalled(purpose, both, lambda pair: [pair.new, pair.old])
        self.singles = 0
        return counter, pair

    def _keep(self, half: Half, new: Program, old: Program) -> None:
        """Put a pair's first trial on the record: a kill or a pause may come in the second."""
        answer = half.first.answer
        body = {
            "kind": half.seed.purpose, "counter": half.counter, "new": new.digest, "old": old.digest,
            "new_first": half.new_first, "trial": msgspec.to_builtins(half.first.trial),
            "answer": None if answer is None else hashlib.sha256(answer).hexdigest(), "printed": half.first.printed,
        }  # fmt: skip
        self.journal.record("half_pair", body, artefact=answer)
        self._halves[half.seed.purpose, new.digest, old.digest] = half

    def _whole(self, half: Half, new: Program, old: Program, opponent: Program | None) -> Pair:
        """The pair whose first trial was measured, with its second one; then both are judged."""
        seed, first = half.seed, half.first
        second = self._measured(old, seed, None) if half.new_first else self._measured(new, seed, opponent)
        on_new, on_old = (first, second) if half.new_first else (second, first)
        if first.trial.stalled_s or second.trial.stalled_s:
            made_new, made_old = on_new.trial, on_old.trial
        else:
            made_new, made_old = self._both_judged(new, on_new, old, on_old, seed)
        return Pair(seed=seed.value, new=made_new, old=made_old, new_first=half.new_first)

    def _both_judged(
        self, new: Program, on_new: Unjudged, old: Program, on_old: Unjudged, seed: Seed
    ) -> tuple[Trial, Trial]:
        """Both rulings. Where the start has no answer, nobody knows what is right: the old trial fails, not the new."""
        start_failed = on_old.trial.failed and old.digest == self.task.start.digest
        if start_failed and self.task.reference is not None:
            return on_new.trial, on_old.trial
        try:
            made_old = self._judged(old, on_old, seed)
            return self._judged(new, on_new, seed), made_old
        except StartFailed as exc:
            failed = replace(on_old.trial, status=Status.CRASHED, reason=shown_reason(str(exc)))
            return on_new.trial, failed

    def broken_tests(self, program: Program, *, fresh: bool = False) -> str:
        """Which of the start's own tests a program breaks; empty where it breaks none, or there are none."""
        return "" if self.suite is None else self.suite.broken(program, fresh=fresh)

    def tests_s(self, program: Program) -> float:
        """About how long it takes to say so; nothing where it is known."""
        return 0.0 if self.suite is None else self.suite.takes_s(program)

    def _unstalled(
        self, purpose: Purpose, measure: Callable[[int, Seed], Measured], trials: Callable[[Measured], list[Trial]]
    ) -> tuple[int, Measured]:
        """What is measured on a fresh problem while the bench itself was not stopped.

        What was measured while it was says nothing: the record says so, and all is measured again on another problem,
        since no candidate may see one twice.  Raises MachineError where that goes on.
        """
        for _ in range(MAX_STALLS):
            counter, seed = self.seeds.fresh(purpose)
            measured = measure(counter, seed)
            stalled_s = sum(trial.stalled_s for trial in trials(measured))
            if not stalled_s:
                return counter, measured
            self._say_stalled(purpose, counter, stalled_s)
        raise MachineError(f"the bench was stopped in {MAX_STALLS} trials in a row, so it cannot measure anything")

    def _say_stalled(self, purpose: Purpose, counter: int, stalled_s: float) -> None:
        """Record that a problem was used up for nothing."""
        body = {"kind": purpose, "counter": counter, "stalled_s": round(stalled_s, 3)}
        self.journal.record("stalled", body)


def unpromising(gains: list[float], slack: float, scale: float) -> bool:
    """Economy: after three pairs or more, the mean and one standard error still lie below the smallest gain."""
    if len(gains) < 3:
        return False
    spread = max(stdev(gains), 1.4826 * scale)
    return fmean(gains) + spread / sqrt(len(gains)) < slack


class Comparison:
    """A candidate against its opponent."""

    def __init__(
        self,
        floor: Floor,
        noise: Noise,
        *,
        number: int,
        new: Program,
        old: Program,
        earlier: Earlier | None = None,
        out_of_time: Callable[[], bool] = lambda: False,
        left_s: Callable[[], float] = lambda: inf,
        share_s: float | None = None,
        thorough: bool = False,
    ) -> None:
        """left_s: of the search; no tests are begun that take more.

        share_s: seconds that this comparison may take before it is `undecided`.

        thorough: no economy that rests on few trials; for a person who asks about one change.
        """
        self.thorough, self.share_s = thorough, share_s
        self.doubtful = False
        """Whether its first trial was slower than the opponent's last ones, so that one pair may end it."""
        self.until = None if share_s is None else time.monotonic() + share_s
        self.floor, self.noise, self.number = floor, noise, number
        self.task, self.new, self.old = floor.task, new, old
        self.earlier = earlier or Earlier()
        self.out_of_time, self.left_s = out_of_time, left_s
        self.yard = yardstick_of(self.task.metric)
        self.test = self.yard.search_test(noise.scale)
        self.gains: list[float] = []
        self.void = 0
        self.pairs: list[Pair] = []
        for pair in self.earlier.pairs:
            self._count(pair)

    def decide(self) -> Decision:
        """Measure until decided; every trial and pair is recorded before it is acted on."""
        qualifying = self._qualify()
        if qualifying.failed:
            return self._decision(FAILED[qualifying.status], qualifying.reason, trial=qualifying)
        first = not self.pairs
        if first and self._screened_out(qualifying) and qualifying.cpu_s < STALLED * qualifying.wall_s:
            self.earlier.qualifying = None  # the machine was busy, not the candidate: one more chance
            qualifying = self._qualify()
            if qualifying.failed:
                return self._decision(FAILED[qualifying.status], qualifying.reason, trial=qualifying)
        if first and (reason := self._screened_out(qualifying)):
            if not self._worth_a_pair(qualifying):
                return self._decision(Verdict.NOT_BETTER, reason, trial=qualifying)
            self.doubtful = True
        pairs_s = 2 * FEWEST_PAIRS * (qualifying.wall_s + self.floor.overhead_s)
        if first and self.floor.tests_s(self.new) <= pairs_s and (reason := self.floor.broken_tests(self.new)):
            return self._decision(Verdict.WRONG, reason, trial=qualifying)
        while True:
            if decision := self._state():
                return self._tested(decision, qualifying)
            if self.out_of_time():
                return self._decision(Verdict.UNDECIDED, "the time for search is over")
            if self.until is not None and time.monotonic() > self.until and len(self.pairs) >= FEWEST_PAIRS:
                return self._decision(Verdict.UNDECIDED, "its share of the time is used up")
            waited_s = self.floor.watch.look() if self.floor.watch is not None else 0.0
            if self.until is not None:
                self.until += waited_s
            counter, pair = self.floor.pair(self.new, self.old, Purpose.SEARCH)
            self.floor.journal.record(
                "pair", {"number": self.number, "counter": counter, "pair": msgspec.to_builtins(pair)}
            )
            self._count(pair)

    def _tested(self, decision: Decision, qualifying: Trial) -> Decision:
        """The decision, unless what is better breaks tests; where those take long they run only now."""
        if decision.verdict is not Verdict.BETTER:
            return decision
        if self.floor.tests_s(self.new) > max(0.0, self.left_s()):
            return self._decision(Verdict.UNDECIDED, "better, but no time was left for its tests")
        broken = self.floor.broken_tests(self.new)
        return self._decision(Verdict.WRONG, broken, trial=qualifying) if broken else decision

    def _qualify(self) -> Trial:
        """One unpaired trial first: what is wrong at once costs one trial."""
        if self.earlier.qualifying is None:
            counter, trial = self.floor.fresh_trial(self.new, Purpose.SEARCH, opponent=self.old)
            body = {"number": self.number, "counter": counter, "trial": msgspec.to_builtins(trial)}
            # if this trial decides, the verdict follows at once and both are written together
            self.floor.journal.record("trial", body, later=True)
            self.earlier.qualifying = trial
        return self.earlier.qualifying

    def _worth_a_pair(self, trial: Trial) -> bool:
        """Economy: where trials are short, one that seems slower than trials of some time ago gets a pair."""
        usual = self.floor.recent_s(self.old)
        if self.share_s is None or usual is None or self.task.metric.kind == "score" or trial.status is not Status.OK:
            return False
        excess = self.excess_of(trial)
        poor = self.task.quality is not None and excess is not None and excess > self.task.quality.margin
        return not poor and trial.wall_s < DOUBTFUL * usual and 3.0 * usual < PAIR_SHARE * self.share_s

    def _screened_out(self, trial: Trial) -> str:
        """Economy: a single trial that is far too slow, or far too poor, is not followed by pairs."""
        if trial.status is Status.CUT:
            return trial.reason or "cut off at three times the opponent's slowest"
        if self.thorough:
            return ""
        if self.task.metric.kind == "score":
            return self._scored_out(trial)
        usual = self.floor.recent_s(self.old) if self.floor.singles <= STALE else None
        if usual and trial.wall_s > usual:
            return f"one trial took {trial.wall_s / usual:.2f} times the opponent's last ones"
        excess = self.excess_of(trial)
        if self.task.quality and excess is not None and self.noise.quality_sd is not None:
            allowed = self.task.quality.margin + 3.0 * self.noise.quality_sd
            if excess > allowed:
                return f"quality is {excess:.3g} worse than the start's in one trial, beyond margin and noise"
        return ""

    def _scored_out(self, trial: Trial) -> str:
        """Economy: a score that is far worse than the start's on any problem so far."""
        mean, spread = self.noise.quality_mean, self.noise.quality_sd
        if trial.quality is None or mean is None or spread is None:
            return ""
        worse = self.task.metric.sign * (mean - trial.quality)
        return f"its score is {worse:.3g} worse than the start's in one trial" if worse > 4.0 * spread else ""

    def excess_of(self, trial: Trial) -> float | None:
        """How much worse one trial's quality is than the start's mean over other problems."""
        if self.task.quality is None or trial.quality is None or self.noise.quality_mean is None:
            return None
        return self.task.quality.excess(trial.quality, self.noise.quality_mean)

    def _count(self, pair: Pair) -> None:
        self.pairs.append(pair)
        if pair.old.failed:
            self.void += 1
        elif not pair.new.failed:
            self.gains.append(self.yard.gain(pair))
            self.test.add(self.gains[-1])

    def _state(self) -> Decision | None:
        """The decision that the pairs so far allow, if any."""
        last = self.pairs[-1] if self.pairs else None
        if last is not None and last.new.failed:
            return self._decision(FAILED[last.new.status], last.new.reason, trial=last.new)
        if self.void >= VOID_PAIRS:
            return self._decision(Verdict.UNDECIDED, f"the opponent failed in {self.void} pairs")
        if not self.thorough and (reason := self._plainly_poorer()):
            return self._decision(Verdict.NOT_BETTER, reason)
        if self.test.e_value >= SEARCH_E and self.yard.convincing(self.gains):
            return self._quality_gate() or self._at_the_last_pair()
        if not self.thorough and self.yard.hopeless(self.gains):
            return self._decision(Verdict.NOT_BETTER, "both of the first two pairs were slower than 1.2 times")
        if self.doubtful and self.gains and self.gains[0] < self.yard.slack:
            return self._decision(Verdict.NOT_BETTER, "neither one trial nor one pair was faster enough")
        if self._futile():
            gain = self.task.metric.smallest_gain
            said = f"{gain:.0%}" if self.task.metric.kind == "time" else f"{gain:g}"
            return self._decision(Verdict.NOT_BETTER, f"a gain of {said} has become implausible")
        return self._at_the_last_pair()

    def _futile(self) -> bool:
        """Whether a gain has become implausible; for a person's own change only once the interval excludes it."""
        if not self.thorough:
            futile = self.yard.futile(self.gains, self.noise.scale)
            return futile or unpromising(self.gains, self.yard.slack, self.noise.scale)
        effect = self.yard.effect(self.gains, level=INTERVAL_LEVEL, scale=self.noise.scale)
        return effect is not None and effect.high is not None and log(effect.high) < self.yard.slack

    def _at_the_last_pair(self) -> Decision | None:
        if len(self.pairs) >= MAX_PAIRS:
            return self._decision(Verdict.UNDECIDED, f"{MAX_PAIRS} pairs did not decide")
        return None

    def _plainly_poorer(self) -> str:
        """Economy: a quality far below the opponent's on the same problems needs no trials of the start to be refused.

        No error rate is claimed for it; what passes is measured against the start as ever.
        """
        quality = self.task.quality
        excesses = [
            quality.excess(pair.new.quality, pair.old.quality)
            for pair in self.pairs
            if quality is not None and pair.new.quality is not None and pair.old.quality is not None
        ]
        if quality is None or len(excesses) < POORER_PAIRS:
            return ""
        least = -upper_bound(-np.array(excesses), level=SEARCH_LEVEL)
        if least <= POORER * quality.margin:
            return ""
        return f"its quality is {fmean(excesses):.3g} worse than its opponent's"

    def _quality_gate(self) -> Decision | None:
        """Faster is shown; is the quality within half the margin of the start's, on the same problems?"""
        quality = self.task.quality
        if quality is None:
            return self._decision(Verdict.BETTER, "")
        differences = []
        for pair in self.pairs:
            start = self._start_quality(pair)
            if start is not None and pair.new.quality is not None:
                differences.append(quality.excess(pair.new.quality, start))
        upper = upper_bound(np.array(differences), level=SEARCH_LEVEL)
        worse = upper_bound(-np.array(differences), level=SEARCH_LEVEL)
        mean = fmean(differences) if differences else None
        limit = quality.margin / 2
        bound = None if upper == float("inf") else upper
        if upper <= limit:
            return self._decision(Verdict.BETTER, "", excess=mean, upper=bound)
        if -worse > limit:
            return self._decision(
                Verdict.NOT_BETTER,
                f"faster, but quality is {mean:.3g} worse than the start's",
                excess=mean,
                upper=bound,
            )
        if len(differences) >= QUALITY_PAIRS:
            reason = f"faster, but its quality could not be shown to lie within {limit:.3g} of the start's"
            return self._decision(Verdict.NOT_BETTER, reason, excess=mean, upper=bound)
        return None

    def _start_quality(self, pair: Pair) -> float | None:
        """The start's quality on a pair's problem; measured, once, where the opponent is another program."""
        start = self.task.start
        if self.old.digest == start.digest:
            return pair.old.quality
        known = self.earlier.start_quality
        if pair.seed not in known:
            trial = self.floor.trial(start, Seed(Purpose.SEARCH, pair.seed), opponent=None)
            body = {"number": self.number, "seed": pair.seed, "trial": msgspec.to_builtins(trial)}
            self.floor.journal.record("start_trial", body)
            known[pair.seed] = trial.quality
        return known[pair.seed]

    def _decision(
        self,
        verdict: Verdict,
        reason: str,
        *,
        trial: Trial | None = None,
        excess: float | None = None,
        upper: float | None = None,
    ) -> Decision:
        qualities = [p.new.quality for p in self.pairs if p.new.quality is not None]
        if self.earlier.qualifying is not None and self.earlier.qualifying.quality is not None:
            qualities.append(self.earlier.qualifying.quality)
        quality = fmean(qualities) if qualities else None
        if excess is None and quality is not None and self.task.quality and self.noise.quality_mean is not None:
            excess = self.task.quality.excess(quality, self.noise.quality_mean)
        return Decision(
            verdict=verdict,
            pairs=len(self.pairs),
            e_value=self.test.e_value,
            effect=self._effect(verdict, trial),
            excess=excess,
            excess_upper=upper,
            quality=quality,
            reason=reason,
        )

    def _effect(self, verdict: Verdict, trial: Trial | None) -> Effect | None:
        """From the pairs; from the single trial, without an interval, where there are none."""
        if self.gains:
            return self.yard.effect(self.gains, level=INTERVAL_LEVEL, scale=self.noise.scale)
        if self.task.metric.kind == "score":
            return None
        measured = trial is not None and trial.status in (Status.OK, Status.CUT, Status.WRONG)
        if trial is None or not measured or trial.wall_s <= 0:
            return None
        usual = self.floor.median_s(self.old)
        return Effect(factor=usual / trial.wall_s, low=0.0, high=None, level=INTERVAL_LEVEL) if usual else None
