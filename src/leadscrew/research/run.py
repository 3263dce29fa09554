"""One run: the noise, the search, the smallest diff, the claim; every step resumable from the record.

A run owns its bench slots. A person's pause and Ctrl-C reach it within a trial: the pair in flight is dropped,
everything that was finished is on the record.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from typing import Any, Protocol, TypeVar

import msgspec

from leadscrew.bench.claim import attempt_alpha, fewest_pairs, make_claim, pairs_of_claim
from leadscrew.bench.comparison import Comparison, Earlier, Floor, Half, HalfKey, Noise, Seeds
from leadscrew.bench.noise import measure_noise
from leadscrew.bench.plan import make_plan
from leadscrew.bench.profile import NoProfile, measure_profile
from leadscrew.bench.profile import to_plain as profile_to_plain
from leadscrew.bench.quiet import Watch, wait_until_quiet
from leadscrew.bench.reduce import reduce_change
from leadscrew.bench.rig import BoxRig, Rig, Unjudged, check_abilities, check_problems_differ, varies
from leadscrew.bench.rules import MAX_CLAIM_SHARE, NOISE_SHARE, QUALITY_LOOKS, RESERVE_SHARE
from leadscrew.bench.suite import Known, Suite
from leadscrew.core.experiment import Claim, Decision, Trial, Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.core.syntax import meaning, read_program
from leadscrew.core.task import Task
from leadscrew.errors import ChangeError, Halted, Stopped
from leadscrew.ledger.kinds import problem_used
from leadscrew.research.desk import Closed, Researcher
from leadscrew.research.findings import Finding, read_findings
from leadscrew.research.halting import Halt, finish_of, halt_in_force
from leadscrew.research.journal import Journal, Listener
from leadscrew.research.lookout import Lookout
from leadscrew.research.seat import Seat
from leadscrew.research.start import BY_HAND, PERSON, slot_cores, task_of
from leadscrew.research.state import Experiment, RunState, Submitted, read_state
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.reader import BoxedReader
from leadscrew.sources.change import changed_program
from leadscrew.store.lab import Lab, digest_of

Result = TypeVar("Result")
RigFactory = Callable[[Task, int | None, Callable[[], None]], Rig]
SETTLE_S = 30.0
"""For all slots to notice that they should stop."""
LOOK_S = 0.25
"""How often a trial in flight looks for a pause."""
PROFILE_SHARE = 0.03
"""Of what is left for search: a program whose trial takes more is not profiled."""
FIRST_PROFILE_SHARE = 0.1
"""Of the start, whose profile every first edit is chosen by."""
COMPARISON_SHARE = 0.06
"""Of the budget, for one comparison in search."""
PROMISING_E = 3.0
"""Of an experiment that the end of the search left undecided: from here on the claim's time is spent on it."""
SPARE = 1.35
"""Times what a claim is expected to take."""


class PauseSeen(Exception):
    """A pause is in force: the trial in flight was abandoned."""


class Interrupted(Stopped):
    """Ctrl-C or a signal: the run stopped cleanly and can go on."""


class Reader(Protocol):
    """What the run needs to know of a submitted source without parsing it itself."""

    def read(self, program: Program) -> str:
        """The program's meaning.  Raises ChangeError where it does not compile."""
        ...

    def close(self) -> None:
        """End what it runs in."""
        ...


class OwnReader:
    """Reads in this process: for programs that nobody hostile has written."""

    def __init__(self, keep: Sequence[str] = ()) -> None:
        self._keep = tuple(keep)

    def read(self, program: Program) -> str:
        return read_program(program, self._keep)

    def close(self) -> None:
        pass


def called_names(task: Task) -> tuple[str, ...]:
    """The names that the bench calls: their spelling counts."""
    return tuple(task.entry.call.split(":")[1:]) if task.entry.call else ()


def box_rig(lab: Lab) -> RigFactory:
    """The rigs of real runs: boxes marked as this lab's."""

    def make(task: Task, core: int | None, stop: Callable[[], None]) -> Rig:
        return BoxRig(task, lab_mark=lab.mark, core=core, stop=stop)

    return make


SHOWN_ENDS = 3
"""Researchers whose end a run without experiments tells."""


class Run:
    """A run in progress; also the desk that its researchers sit at."""

    def __init__(
        self,
        lab: Lab,
        run: str,
        *,
        listeners: Sequence[Listener] = (),
        rigs: RigFactory | None = None,
        rng: random.Random | None = None,
        duplicates_allowed: bool = False,
        quiet_wait: bool = True,
        cores: Sequence[int | None] | None = None,
        reader: Reader | None = None,
    ) -> None:
        """rng draws the order inside pairs. duplicates_allowed: for benchmarks that enter below the duplicate check.

        reader: how submitted sources are compiled and compared; by default in a box of its own.
        """
        self.lab, self.id = lab, run
        self.state = read_state(lab, run)
        self._task = task_of(lab, self.state)
        self.task = replace(self._task, judge=b"")
        self._rng = rng or random.SystemRandom()
        self._duplicates_allowed = duplicates_allowed
        self._quiet_wait = quiet_wait and self.task.metric.kind == "time"  # a score is no better on a quiet machine
        self._started, self._before_s, self._still_s = time.monotonic(), self.state.spent_s, 0.0
        self.journal = Journal(lab, run, self.spent_s, listeners)
        self._rigs = rigs or box_rig(lab)
        self._cores = list(cores) if cores is not None else slot_cores(self.state.settings.slots)
        # problems that were in flight when an earlier session ended are on no fact: they are not used again either
        in_flight = len(self._cores) if self.state.spent_s else 0
        self._seeds = Seeds(lab.secret(run), {p: self.state.used.get(p, 0) + in_flight for p in Purpose})
        self._floors: asyncio.Queue[Floor] = asyncio.Queue()
        self._all: list[tuple[Floor, int | None]] = []
        self._suites: list[Suite] = []
        self._programs: dict[int, Program] = {0: self._task.start}
        keep = called_names(self._task)
        self._reader = reader or BoxedReader(lab_mark=lab.mark, keep=keep)
        self._reading = asyncio.Lock()
        self._start_meaning = meaning(self._task.start, keep)
        self._next = len(self.state.experiments) + 1
        self._interrupted = ""
        self._halted: Halt | None = halt_in_force(lab, run)
        self._finished = finish_of(lab, run)
        self._next_look = 0.0
        self._pausing = asyncio.Lock()
        self._held_out = False
        self._why_over = ""
        self._working = self._waiting = 0
        self._idle_since: float | None = None
        self._measuring: set[asyncio.Task[None]] = set()
        started = next(lab.facts(run=run, kind="run_started")).body
        self.lookout = Lookout(self, started.get("halt_on", ()))
        self.seats: list[Seat] = []
        """Of the researchers that have sat down in this session of the run."""
        self.earlier_sessions = sum(1 for _ in lab.facts(run=run, kind="session_started"))
        self.direction = ""

    # time and stopping

    def spent_s(self) -> float:
        """Seconds of the budget spent, over all of the run's sessions; time under a pause is not counted."""
        idle_s = 0.0 if self._idle_since is None else time.monotonic() - self._idle_since
        return self._before_s + time.monotonic() - self._started - self._still_s - idle_s

    @property
    def interrupted(self) -> bool:
        """Whether a person asked for the run to stop, or a part of it failed."""
        return bool(self._interrupted)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While a researcher works."""
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1
            self._count_idle()

    @contextmanager
    def waiting_for_a_person(self) -> Iterator[None]:
        """While a researcher waits for a person: where all do, no time of the budget passes."""
        self._waiting += 1
        self._count_idle()
        try:
            yield
        finally:
            self._waiting -= 1
            self._count_idle()

    def _count_idle(self) -> None:
        idle = 0 < self._working <= self._waiting
        if idle and self._idle_since is None:
            self._idle_since = time.monotonic()
        elif not idle and self._idle_since is not None:
            self._still_s += time.monotonic() - self._idle_since
            self._idle_since = None

    def interrupt(self, why: str) -> None:
        """Ask the run to stop within a trial; safe from a signal handler."""
        self._interrupted = why

    @contextmanager
    def off_the_bench_cores(self) -> Iterator[None]:
        """Keep this process, and the judges that it starts, off the cores that trials run on."""
        before = os.sched_getaffinity(0)
        others = before - {core for core in self._cores if core is not None}
        if others:
            os.sched_setaffinity(0, others)
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)

    def _look(self, *, at_once: bool = False) -> None:
        """Raise when a person wants the trial in flight abandoned."""
        if self._interrupted:
            raise Interrupted(self._interrupted)
        now = time.monotonic()
        if at_once or now >= self._next_look:
            self._next_look = now + LOOK_S
            if self.lab.pause() is not None:
                raise PauseSeen

    @property
    def budget_s(self) -> float:
        """The whole run's budget."""
        return self.state.settings.budget_s

    @property
    def reserve_s(self) -> float:
        """What reduction and claim keep: three tenths, more where trials are long."""
        expected = 1.1 * self._claim_s(self.state.noise) if self.state.noise else 0.0
        return min(max(RESERVE_SHARE * self.budget_s, expected), MAX_CLAIM_SHARE * self.budget_s)

    @property
    def left_s(self) -> float:
        """Seconds left for search."""
        return self.budget_s - self.reserve_s - self.spent_s()

    def _over(self) -> bool:
        return self.spent_s() >= self.budget_s

    def _search_over(self) -> bool:
        return bool(self._finished) or self.halted is not None or self.left_s <= 0

    @property
    def halted(self) -> Halt | None:
        """The halt that waits for a person, if any: nothing new is measured or asked of a model."""
        return self._halted

    # the whole

    async def go(self, researcher: Researcher) -> Claim:
        """Carry the run to its end, from wherever the record left it.  Raises Stopped, TaskError, MachineError."""

        async def whole(noise: Noise) -> Claim:
            if not self.state.search_over:
                await self._finish_interrupted(noise)
                await self._search(researcher)
                limit = self.state.settings.experiments
                full = limit is not None and self._next > limit
                self._why_over = self._finished or (
                    "" if self.left_s <= 0 else "all experiments are done" if full else "nothing was left to try"
                )
                self.journal.record("search_over", {"reason": self._why_over})
                self.state.search_over = True
            return await self._claims(noise)

        return await self._whole(whole)

    async def sit(self, researcher: Researcher) -> int:
        """Search alone, for a run whose researcher comes back later; how many experiments it has.  Raises as `go`."""

        async def whole(noise: Noise) -> int:
            await self._finish_interrupted(noise)
            await self._search(researcher)
            return len(self.state.experiments)

        return await self._whole(whole)

    async def _whole(self, work: Callable[[Noise], Coroutine[Any, Any, Result]]) -> Result:
        """Noise, then the work, then, where that came to a claim, the run's end; whatever happens, no box is left."""
        try:
            self._open_slots()
            result = await work(await self._noise())
            if isinstance(result, Claim):
                self._end(result)
            return result
        except BaseException as exc:
            why, self._interrupted = self._interrupted, self._interrupted or "another part of the run failed"
            await self._settle()
            if isinstance(exc, Interrupted) and self.halted is None:
                self.journal.record("run_interrupted", {"reason": why})
            raise
        finally:
            self.close()

    async def replicate(self, change: Mapping[str, bytes | None], why: str) -> Claim:
        """Measure one change against the start as a claim and nothing else.  Raises as `go` does."""

        async def whole(noise: Noise) -> Claim:
            if self.state.claims:  # a kill came between the claim and the end
                return self.state.claims[-1]
            if not self.state.experiments:
                program = changed_program(self.task, self._task.start, change)
                words = {"hypothesis": one_line(why), "author": "elsewhere", "move": ""}
                self._propose(program, "", words, 0)
            if self.state.experiments[1].decision is None:
                decision = Decision(verdict=Verdict.UNDECIDED, pairs=0, reason="measured by the claim alone")
                self.state.experiments[1].decision = decision
                self.journal.record("verdict", {"number": 1, **msgspec.to_builtins(decision)})
            files = self.state.experiments[1].files
            return await self._claim(noise, 1, files, 1)

        return await self._whole(whole)

    def close(self) -> None:
        """End all boxes."""
        self._reader.close()
        for suite in self._suites:
            suite.close()
        for floor, _ in self._all:
            floor.rig.close()

    def _open_slots(self) -> None:
        times: dict[str, deque[float]] = {}
        halves = self._halves()
        report = self.state.tests_report
        known = Known(
            wall_s=self.state.tests_s, count=self.state.tests or 0,
            start=self.lab.artefact(report) if report is not None else None,
        )  # fmt: skip
        for core in self._cores:
            rig = self._rigs(self._task, core, self._look)
            watch = Watch(core, self.journal.record, stop=self._look) if self._quiet_wait else None
            suite = None
            if isinstance(rig, BoxRig) and self._task.tests is not None:
                suite = Suite(
                    self._task,
                    rig.judge,
                    lab_mark=self.lab.mark,
                    core=core,
                    stop=self._look,
                    built=rig.built,
                    known=known,
                )
                self._suites.append(suite)
            floor = Floor(
                self._task, rig, self._seeds, self.journal, rng=self._rng, times=times, watch=watch, suite=suite,
                halves=halves,
            )  # fmt: skip
            self._all.append((floor, core))
            self._floors.put_nowait(floor)
            if isinstance(rig, BoxRig):
                self._look(at_once=True)
                self._held_out = check_abilities(self._task, rig)["held_out_problem"]

    def _halves(self) -> dict[HalfKey, Half]:
        """First trials of pairs whose second one was interrupted: they are finished, never measured again."""
        halves: dict[tuple[Purpose, int], tuple[HalfKey, Half]] = {}
        for fact in self.lab.facts(run=self.id, kind="half_pair"):
            body = fact.body
            purpose, counter = Purpose(body["kind"]), int(body["counter"])
            answer = body.get("answer")
            first = Unjudged(
                trial=msgspec.convert(body["trial"], Trial), printed=body.get("printed", ""),
                answer=None if answer is None else self.lab.artefact(answer),
            )  # fmt: skip
            half = Half(
                counter=counter, seed=problem_seed(self.lab.secret(self.id), purpose, counter),
                new_first=body["new_first"], first=first,
            )  # fmt: skip
            halves[purpose, counter] = ((purpose, body["new"], body["old"]), half)
        for kind in ("noise_pair", "pair", "reduction_pair", "claim_pair", "stalled", "void") if halves else ():
            for fact in self.lab.facts(run=self.id, kind=kind):
                if (used := problem_used(kind, fact.body)) is not None:
                    halves.pop((Purpose(used[0]), used[1]), None)
        return dict(halves.values())

    async def _settle(self) -> None:
        """Wait until no slot measures any more, so that closing its boxes cannot look like a candidate's fault."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S):
                for _ in self._all:
                    await self._floors.get()

    async def _on_a_slot(self, work: Callable[[Floor], Result]) -> Result:
        """Run blocking work on a free slot; on a pause, close its boxes, wait for the lift and call the work again."""
        floor = await self._floors.get()
        try:
            while True:
                try:
                    self._look(at_once=True)
                    return await _to_its_end(asyncio.to_thread(work, floor))
                except PauseSeen:
                    _close(floor)
                    await self.stand_still()
        finally:
            self._floors.put_nowait(floor)

    async def stand_still(self) -> None:
        """Wait for the lift, once for all slots; the idle ones' boxes are closed too."""
        since = time.monotonic()
        async with self._pausing:
            if self.lab.pause() is None:
                return
            if self._idle_since is not None:  # it is the pause that stops the clock now
                self._still_s += since - self._idle_since
                self._idle_since = None
            idle: list[Floor] = []
            async with self._reading:
                self._reader.close()
            try:
                while living_boxes(self.lab.mark) and time.monotonic() < since + SETTLE_S:
                    while not self._floors.empty():  # also those that became idle a moment ago
                        idle.append(self._floors.get_nowait())
                        _close(idle[-1])
                    await asyncio.sleep(0.05)
                self.journal.record("standing_still", {"boxes": len(living_boxes(self.lab.mark))})
                while self.lab.pause() is not None:
                    if self._interrupted:
                        raise Interrupted(self._interrupted)
                    await asyncio.sleep(LOOK_S)
            finally:
                self._still_s += time.monotonic() - since
                self._count_idle()
                for floor in idle:
                    self._floors.put_nowait(floor)
            self.journal.record("going_on", {})

    # noise

    async def _noise(self) -> Noise:
        _, core = self._all[0]
        deadline = self.spent_s() + NOISE_SHARE * self.budget_s
        if self._quiet_wait and self.state.noise is None:
            await self._on_a_slot(
                lambda at: wait_until_quiet(
                    core, at.journal.record, at_most_s=NOISE_SHARE * self.budget_s / 2, stop=self._look
                )
            )
        if self.state.noise is None:
            await self._tests()
            self.state.noise = await self._on_a_slot(
                lambda at: measure_noise(
                    at, earlier=self._record().noise_pairs, out_of_time=lambda: self.spent_s() >= deadline
                )
            )
            self.state.needs = self._record().needs
        if self.state.plan is None and not self.state.search_over:
            await self._on_a_slot(self._plan)
        for pair in self._record().noise_pairs:
            for other, _ in self._all:
                other.remember(self._task.start, pair.old)
        return self.state.noise

    async def _tests(self) -> None:
        """The start's own tests, once, before anything is measured; what must pass from then on is on the record."""

        def work(floor: Floor) -> None:
            check_problems_differ(self._task, floor.rig)
            if floor.suite is not None:
                report = floor.suite.start()
                body = {
                    "count": floor.suite.count, "wall_s": round(floor.suite.wall_s, 3), "report": digest_of(report),
                }  # fmt: skip
                self.state.tests = floor.suite.count
                self.journal.record("tests", body, artefact=report)

        await self._on_a_slot(work)

    def _plan(self, floor: Floor) -> None:
        """What the budget can come to; where search is on a reduced problem, one full trial of the start says more."""
        noise = self.state.noise
        assert noise is not None
        trial_s = self.state.full_s or noise.median_s
        if self.task.screening is not None and self.state.full_s is None:
            counter, trial = floor.fresh_trial(self._task.start, Purpose.CHECK, opponent=None)
            self.journal.record(
                "full_trial", {"kind": Purpose.CHECK, "counter": counter, "trial": msgspec.to_builtins(trial)}
            )
            trial_s = self.state.full_s = trial.wall_s
        plan = make_plan(
            self._record().noise_pairs,
            self.task.metric,
            trial_s=trial_s,
            pair_s=floor.pair_s(trial_s, trial_s),
            search_s=self.left_s,
            claim_s=max(0.0, self.reserve_s - (floor.suite.wall_s if floor.suite is not None else 0.0)),
            kinds=len(self._kinds()),
            search_pair_s=floor.pair_s(noise.median_s, noise.median_s),
            varied=varies(self.task),
            quality=self.task.quality is not None,
            needed_s=self._claim_s(noise) / MAX_CLAIM_SHARE,
        )
        self.state.plan = asdict(plan)
        self.journal.record("plan", self.state.plan)
        if plan.needed_s / SPARE > self.budget_s:
            self.journal.record(
                "short_budget", {"claim_s": round(self._claim_s(noise)), "needed_s": round(plan.needed_s)}
            )

    def _record(self) -> RunState:
        return read_state(self.lab, self.id)

    # the desk

    @property
    def open(self) -> bool:
        """Whether submissions are taken."""
        limit = self.state.settings.experiments
        return not self._search_over() and (limit is None or self._next <= limit)

    @property
    def seed(self) -> int:
        """Repeats proposals, never problems."""
        return self.state.settings.seed

    @property
    def slots(self) -> int:
        """How many submissions can be measured at once."""
        return len(self._all)

    @property
    def quality_noise(self) -> float:
        """Standard deviation of one trial's quality against the start's mean."""
        noise = self.state.noise
        return noise.quality_sd or 0.0 if noise is not None else 0.0

    @property
    def experiments(self) -> Sequence[Experiment]:
        """All experiments so far."""
        return Submitted(self.state.experiments)

    @property
    def champion(self) -> int:
        """Number of the best experiment so far."""
        return self.state.champion

    def program(self, number: int) -> Program:
        """The files of an experiment; 0 is the start."""
        if number not in self._programs:
            files = self.state.experiments[number].files
            changed = {path: None if digest is None else self.lab.artefact(digest) for path, digest in files.items()}
            self._programs[number] = self._task.start.with_files(changed)
        return self._programs[number]

    async def profile(self, number: int) -> Profile | None:
        """Where a program's time goes; see Desk."""
        if number not in self.state.profiles:
            self.state.profiles[number] = await self._on_a_slot(lambda floor: self._profiled(floor, number))
        return self.state.profiles[number]

    def _profiled(self, floor: Floor, number: int) -> Profile | None:
        """Measure a profile and record it, or why there is none."""
        usual_s = floor.median_s(self.program(number)) or floor.median_s(self._task.start) or 0.0
        share = PROFILE_SHARE if number else FIRST_PROFILE_SHARE
        if not isinstance(floor.rig, BoxRig) or usual_s > share * self.left_s:
            return None
        counter, seed = self._seeds.fresh(Purpose.PROFILE)
        body: dict[str, Any] = {"number": number, "counter": counter, "profile": None, "reason": ""}
        core = next(core for other, core in self._all if other is floor)
        found = None
        try:
            program = self.program(number)
            found = measure_profile(self._task, program, seed, lab_mark=self.lab.mark, core=core, rig=floor.rig)
            body["profile"] = profile_to_plain(found)
        except NoProfile as exc:
            body["reason"] = one_line(str(exc))
        self.journal.record("profile", body)
        return found

    async def submit(
        self,
        change: Mapping[str, bytes | None],
        hypothesis: str,
        *,
        author: str,
        move: str = "",
        base: int | None = None,
    ) -> Experiment:
        """Have a change measured; see Desk."""
        if not self.open:
            raise Closed
        words = {
            "hypothesis": one_line(hypothesis),
            "author": one_line(author, limit=60),
            "move": one_line(move, limit=120),
        }
        try:
            program = changed_program(self.task, self.program(self.champion if base is None else base), change)
            sense = await self._read(program)
        except ChangeError as exc:
            if not self.open:
                raise Closed from exc
            refused = self._refused(str(exc), words)
            self.lookout.candidate(words["author"], refused.number, change, words["hypothesis"])
            self.lookout.verdict(words["author"], refused.number, Verdict.REFUSED, str(exc))
            return refused
        if not self.open:
            raise Closed
        if sense == self._start_meaning and not self._duplicates_allowed:
            return self._refused("the change leaves the program as it was at the start", words)
        known = None if self._duplicates_allowed else self.state.experiments.of_meaning(sense)
        if known is not None:
            self.journal.record("duplicate", {"of": known, **words})
            self.state.duplicates += 1
            return self.state.experiments[known]
        experiment = self._propose(program, sense, words, self.champion if base is None else base)
        assert self.state.noise is not None
        measuring = asyncio.create_task(self._compare(experiment, self.state.noise))
        self._measuring.add(measuring)
        measuring.add_done_callback(self._measuring.discard)
        await asyncio.shield(measuring)  # who asked may leave: what was submitted is decided all the same
        return experiment

    async def _read(self, program: Program) -> str:
        """What a program means, to know it again.  Raises ChangeError where it does not compile."""
        while True:
            while self.lab.pause() is not None:
                await self.stand_still()
            async with self._reading:
                if self.lab.pause() is None:  # it may have come while another read
                    return await asyncio.to_thread(self._reader.read, program)

    def findings(self) -> list[Finding]:
        """What was shared so far, in order, each with its standing."""
        return read_findings(self.state.findings)

    def share(
        self, statement: str, experiments: Sequence[int], *, author: str, kind: str = "observation",
        refutes: Sequence[str] = (), supersedes: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Record a finding with the numbers of the experiments that carry it."""
        body = {
            "statement": one_line(statement), "experiments": list(experiments), "author": one_line(author, limit=60),
            "kind": kind, "refutes": list(refutes), "supersedes": list(supersedes),
        }  # fmt: skip
        self.journal.record("finding", body)
        self.state.findings.append(body)

    def tally(self, drafts: Mapping[str, Mapping[str, int]]) -> None:
        """Record what became of a researcher's drafts; see Desk."""
        self.journal.record("drafts", {"families": {name: dict(counts) for name, counts in drafts.items()}})

    def halt(self, reason: str, *, author: str) -> None:
        """Stop this run until a person says how it goes on; what was submitted is decided before."""
        if self._halted is None and not self.state.search_over:
            self._halted = Halt(who=one_line(author, limit=60), reason=one_line(reason))
            self.journal.record("halt", asdict(self._halted))

    def _propose(self, program: Program, sense: str, words: Mapping[str, str], base: int) -> Experiment:
        number, parent = self._next, self.champion
        self._next += 1
        contents = self._difference(program)
        files = {path: None if content is None else digest_of(content) for path, content in contents.items()}
        body = {"number": number, "parent": parent, "base": base, "files": files, "meaning": sense, **words}
        self.journal.record_all([("candidate", body)], artefacts=[c for c in contents.values() if c is not None])
        experiment = Experiment(
            number=number, parent=parent, base=base, files=files, meaning=sense, at=time.time(),
            hypothesis=words["hypothesis"], author=words["author"], move=words["move"],
        )  # fmt: skip
        self.state.experiments.add(experiment)
        self._programs[number] = program
        self._forget()
        self.lookout.candidate(words["author"], number, contents, words["hypothesis"])
        return experiment

    def _difference(self, program: Program) -> dict[str, bytes | None]:
        """The files in which a program differs from the start; None where it lacks one."""
        start = self._task.start.files
        paths = sorted(set(program.files) | set(start))
        return {path: program.files.get(path) for path in paths if program.files.get(path) != start.get(path)}

    def _forget(self) -> None:
        """Keep only the start, the champions and the latest programs in memory."""
        keep = {0, *self.state.champions, self._next - 1}
        if len(self._programs) > 64 + len(keep):
            for number in [n for n in self._programs if n not in keep][:32]:
                del self._programs[number]

    def _refused(self, reason: str, words: Mapping[str, str]) -> Experiment:
        number, self._next = self._next, self._next + 1
        experiment = Experiment(
            number=number, parent=self.champion, base=self.champion, files={}, meaning="", at=time.time(),
            hypothesis=words["hypothesis"], author=words["author"], move=words["move"],
            decision=Decision(verdict=Verdict.REFUSED, pairs=0, reason=one_line(reason)),
        )  # fmt: skip
        assert experiment.decision is not None
        body = {"number": number, "parent": self.champion, "base": self.champion, "files": {}, "meaning": "", **words}
        self.journal.record_all([("candidate", body), ("verdict", {"number": number, **asdict(experiment.decision)})])
        self.state.experiments.add(experiment)
        return experiment

    async def _compare(self, experiment: Experiment, noise: Noise) -> None:
        new, old = self.program(experiment.number), self.program(experiment.parent)
        researcher = self.state.settings.researcher

        def work(floor: Floor) -> Decision:
            comparison = Comparison(
                floor,
                noise,
                number=experiment.number,
                new=new,
                old=old,
                earlier=experiment.earlier,
                out_of_time=lambda: bool(self._finished) or self.left_s <= 0,  # a halt lets it come to its end
                left_s=lambda: self.left_s,
                share_s=None if researcher == BY_HAND else COMPARISON_SHARE * self.budget_s,
                thorough=researcher in (BY_HAND, PERSON),
            )
            try:
                return comparison.decide()
            finally:
                experiment.earlier = Earlier(
                    qualifying=comparison.earlier.qualifying,
                    pairs=comparison.pairs,
                    start_quality=comparison.earlier.start_quality,
                )

        decision = await self._on_a_slot(work)
        entries: list[tuple[str, Mapping[str, Any]]] = [
            ("verdict", {"number": experiment.number, **msgspec.to_builtins(decision)})
        ]
        better = decision.verdict is Verdict.BETTER and experiment.parent == self.champion
        if better:
            entries.append(("champion", {"number": experiment.number}))
        self.journal.record_all(entries)
        experiment.decision = decision
        experiment.earlier = None
        if better:
            self.state.champions.append(experiment.number)
        self.lookout.verdict(experiment.author, experiment.number, decision.verdict, decision.reason)

    async def _finish_interrupted(self, noise: Noise) -> None:
        """Decide the experiments that were in flight when an earlier session ended."""
        for experiment in self.state.experiments.undecided():
            await self._compare(experiment, noise)

    async def _search(self, researcher: Researcher) -> None:
        with suppress(Closed):
            await researcher.research(self)
        while self._measuring:
            await asyncio.gather(*self._measuring)
        if self._halted is not None:
            raise Halted(self._halted.words)
        if self._interrupted:
            raise Interrupted(self._interrupted)

    # after the search

    def _kinds(self) -> tuple[Purpose, ...]:
        """The kinds of problems that a claim is measured on."""
        return (Purpose.CLAIM, Purpose.HELD_OUT) if self._held_out else (Purpose.CLAIM,)

    async def _claims(self, noise: Noise) -> Claim:
        """Reduce the champion and claim it; if that fails, try the champion before it, on fresh problems."""
        claim = self.state.claims[-1] if self.state.claims else None
        if claim is not None and claim.gain:
            return claim
        candidates = await self._claimable(noise)
        attempt = len(self.state.claims)
        for number, files in candidates[attempt:]:
            if self._over() and claim is not None:
                break
            attempt += 1
            claim = await self._claim(noise, number, files, attempt)
            self.state.claims.append(claim)
            if claim.gain:
                return claim
        if claim is None:
            undecided = self.lab.verdicts(self.id).get(Verdict.UNDECIDED, 0)
            why = "no candidate was better than the start"
            if undecided:
                why = f"no candidate was shown to be better than the start, and {undecided} could not be decided"
            if not self.state.experiments and self._why_over:
                why = "nothing was submitted"
            elif not self.state.experiments:
                why = (
                    f"nothing could be tried in {self.budget_s:.0f} s, of which reduction and claim keep "
                    f"{self.reserve_s:.0f} s; try a larger --budget"
                )
            ends = [f"{seat.name}: {seat.trouble}" for seat in self.seats if seat.trouble]
            if not self.state.experiments and ends:
                why = one_line(f"nothing was submitted; {'; '.join(ends[:SHOWN_ENDS])}").rstrip(".")
            elif self._why_over:
                python = any(path.endswith(".py") for path in self.task.editable_files())
                hint = "a change of your own: leadscrew try" if python else "the rewriter changes Python files only"
                why += f" ({self._why_over}; {hint})"
            return Claim(gain=False, number=None, attempt=0, alpha=0.0, reason=why)
        return claim

    async def _claimable(self, noise: Noise) -> list[tuple[int, Mapping[str, str | None]]]:
        """What may be claimed, best first: the reduced champion, the champion, the ones before it."""
        if not self.state.champions:
            return self._promising()
        best = self.state.champion
        if self.state.reduced_files is None:
            until = self.spent_s() + max(0.0, self.budget_s - self.spent_s() - self._claim_s(noise)) * 0.8
            reduced = await self._on_a_slot(
                lambda floor: reduce_change(
                    floor,
                    noise,
                    self.program(best),
                    left_s=lambda: until - self.spent_s(),
                    earlier=self._record().reduction,
                )
            )
            contents = self._difference(reduced)
            files = {path: None if content is None else digest_of(content) for path, content in contents.items()}
            self.journal.record_all(
                [("reduction", {"number": best, "files": files})],
                artefacts=[content for content in contents.values() if content is not None],
            )
            self.state.reduced_files = files
        candidates = [(best, self.state.reduced_files)]
        for number in reversed(self.state.champions):
            files = dict(self.state.experiments[number].files)
            if files != self.state.reduced_files:
                candidates.append((number, files))
        return candidates

    def _promising(self) -> list[tuple[int, Mapping[str, str | None]]]:
        """Where nothing is better: what looked so when the time for search was over.

        Where trials are long few pairs fit into the search; a claim on fresh problems stands by itself.
        """
        where = "run = ? AND verdict = ? AND factor > 1 AND e_value >= ? ORDER BY e_value DESC LIMIT 1"
        rows = self.lab.rows("experiment", where, (self.id, Verdict.UNDECIDED, PROMISING_E))
        return [(int(row["number"]), dict(self.state.experiments[int(row["number"])].files)) for row in rows]

    def _claim_s(self, noise: Noise) -> float:
        """Seconds that a claim of the champion will take, with a third to spare."""
        floor = self._all[0][0]
        times = [known for other, _ in self._all if (known := other.median_s(self.program(self.champion))) is not None]
        start_s = max(noise.median_s, floor.recent_s(self._task.start) or 0.0)
        best_s = min(times, default=start_s)
        if self.state.full_s is not None:  # search was on a reduced problem: the full one is taken to gain as much
            start_s, best_s = self.state.full_s, self.state.full_s * best_s / start_s
        fewest = fewest_pairs(start_s)
        pairs = float(
            pairs_of_claim(start_s / best_s, alpha=attempt_alpha(1), fewest=fewest, varied=varies(self.task))
            if self.champion
            else fewest
        )
        if self.task.quality is not None:  # a quality near its margin takes the second look of one kind, if not of both
            pairs *= QUALITY_LOOKS
        tests_s = floor.suite.wall_s if floor.suite is not None else 0.0
        return SPARE * (len(self._kinds()) * pairs * floor.pair_s(best_s, start_s) + tests_s)

    async def _claim(self, noise: Noise, number: int, files: Mapping[str, str | None], attempt: int) -> Claim:
        changed = {path: None if digest is None else self.lab.artefact(digest) for path, digest in files.items()}
        program = self._task.start.with_files(changed)
        core = self._all[0][1]
        if self._quiet_wait:
            spare_s = max(0.0, self.budget_s - self.spent_s() - self._claim_s(noise))
            await self._on_a_slot(
                lambda at: wait_until_quiet(core, at.journal.record, at_most_s=min(spare_s, 30.0), stop=self._look)
            )
        claim = await self._on_a_slot(
            lambda floor: make_claim(
                floor,
                noise,
                program,
                number=number,
                attempt=attempt,
                kinds=self._kinds(),
                out_of_time=self._over,
                earlier=self._record().claim_pairs.get(attempt),
            )
        )
        claim = replace(claim, files=dict(files))
        self.journal.record("claim", msgspec.to_builtins(claim))
        return claim

    def _end(self, claim: Claim) -> None:
        reason = "gain" if claim.gain else one_line(claim.reason)
        self.journal.record("run_ended", {"reason": reason, "gain": claim.gain})


async def _to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """What a thread makes; whoever is cancelled meanwhile waits for it, since the thread holds the slot."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # it was seen
        raise


def _close(floor: Floor) -> None:
    """End all boxes of a slot."""
    floor.rig.close()
    if floor.suite is not None:
        floor.suite.close()
