"""Everything that the page says, computed from a run's state; nothing here reads a file, a clock or a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import copysign, expm1
from typing import Any

from leadscrew.bench.rules import CLAIM_ALPHA
from leadscrew.core.experiment import Claim, Evidence, Pair
from leadscrew.core.hypothesis import one_line
from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.report import words
from leadscrew.report.change import Change, change_between
from leadscrew.report.columns import Columns
from leadscrew.report.course import Course
from leadscrew.report.forest import Row, forest_of
from leadscrew.report.headline import Headline, headline
from leadscrew.report.hotspots import HotSpots, hot_spots
from leadscrew.report.progress import Progress, progress_of
from leadscrew.report.reproduce import Reproduce, reproduce
from leadscrew.report.tally import Tally, tally_of
from leadscrew.report.tree import Tree, tree_of
from leadscrew.research.accounts import Account
from leadscrew.research.diversity import Diversity
from leadscrew.research.gaming import Gaming, gaming_by_model, gaming_of
from leadscrew.research.state import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Pairs until a gain shows, at the noise of this machine."""

    gain: float
    search: int | None
    claim: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseView:
    """The start against itself."""

    ratios: tuple[float, ...]
    """How much slower the slower run of each pair was, negative where that was the first program, in order; of scores
    how far apart they are, as a share of the range."""
    scale: float | None
    """Median size of the ratios; None before the measurement was finished."""
    median_s: float | None
    needs: tuple[Need, ...]
    smallest_claim: float | None
    quality_mean: float | None
    quality_sd: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt at a claim."""

    attempt: int
    number: int | None
    gain: bool
    alpha: float
    threshold: float
    evidence: tuple[Evidence, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A statement with the experiments that carry it."""

    statement: str
    author: str
    experiments: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One run, ready to be drawn."""

    run: str
    task: str
    goal: str
    headline: Headline
    started: str
    ended: str
    machine: str
    researcher: str
    budget_s: float
    spent_s: float
    human_s: float
    margin: float | None
    span: float | None
    """As in `Effect.span`."""
    calibration: str
    progress: Progress
    tree: Tree | None
    forest: tuple[Row, ...]
    noise: NoiseView | None
    attempts: tuple[Attempt, ...]
    uses: int
    """Claims in this lab that have used the task's second kind of problem."""
    change: Change | None
    tally: Tally
    hot: tuple[HotSpots, ...]
    """Of the start and of the last champion that was looked at."""
    course: Course
    findings: tuple[FindingView, ...]
    accounts: tuple[Account, ...]
    """Who did what at what cost; empty where the rewriter was alone."""
    gaming: tuple[Gaming, ...]
    """How often each tampered, the rewriter too."""
    gaming_by_model: tuple[Gaming, ...]
    """Of models that several researchers were; empty where each was one."""
    diversity: Diversity | None
    """Of the families of moves; None where nothing was tried."""
    reproduce: Reproduce


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the run's own facts do not say."""

    open_because: str
    """Why a run that has not ended has not: `running`, `halted`, `interrupted` or `stopped`."""
    uses: int
    task_name: str
    """What `leadscrew run` is given: a bundled name or a folder."""
    lab_option: str
    """` --lab DIR`, or nothing for the default lab."""
    lab: str
    final: Program | None
    """The claimed program, else the smallest known that keeps the champion's gain."""
    champion: Program | None
    accounts: tuple[Account, ...] = ()
    """Of all researchers."""
    diversity: Diversity | None = None


def summarise(run: str, state: RunState, columns: Columns, course: Course, task: Task, around: Surroundings) -> Summary:
    """The page's contents."""
    settings = state.settings
    change = None
    if around.final is not None:
        change = change_between(task.start, around.final, around.champion, course.steps, reduced=_is_reduced(state))
    calibration = " ".join(
        filter(None, (task.calibration.note, task.calibration.source and f"({task.calibration.source})"))
    )
    return Summary(
        run=run,
        task=one_line(settings.task, limit=80),
        goal=one_line(task.goal, limit=2000),
        headline=headline(state, open_because=around.open_because, uses=around.uses),
        started=words.moment(state.started_at),
        ended=words.moment(course.last_at),
        machine=machine(settings.environment),
        researcher=one_line(settings.researcher, limit=60),
        budget_s=settings.budget_s,
        spent_s=state.spent_s,
        human_s=state.human_s,
        margin=task.quality.margin if task.quality else None,
        span=state.settings.span,
        calibration=one_line(calibration),
        progress=progress_of(state, columns, course),
        tree=tree_of(state, columns),
        forest=forest_of(state, columns),
        noise=noise_of(state),
        attempts=tuple(_attempt(claim) for claim in state.claims),
        uses=around.uses,
        change=change,
        tally=tally_of(state, columns),
        hot=_hot(state, task.start, around.champion),
        course=course,
        findings=tuple(_finding(body) for body in state.findings),
        accounts=() if settings.researcher == "rewriter" else around.accounts,
        gaming=tuple(gaming_of(around.accounts)),
        gaming_by_model=tuple(one for one in gaming_by_model(around.accounts) if _is_shared(one, around.accounts)),
        diversity=around.diversity,
        reproduce=reproduce(
            run, state, course, task, task_name=around.task_name, lab_option=around.lab_option, lab=around.lab
        ),
    )


def _is_shared(one: Gaming, accounts: Sequence[Account]) -> bool:
    return sum(each.model == one.name for each in gaming_of(accounts)) > 1


def _hot(state: RunState, start: Program, champion: Program | None) -> tuple[HotSpots, ...]:
    found = []
    for number, program in ((0, start), (state.champion, champion)):
        profile = state.profiles.get(number)
        if profile is not None and program is not None and (number or program is start):
            found.append(hot_spots(number, profile, program))
    return tuple(found)


def _is_reduced(state: RunState) -> bool:
    """Whether the change that is shown is the reduced one, and not one that was claimed in its stead."""
    claim = state.claims[-1] if state.claims else None
    if claim is not None and claim.gain:
        return state.reduced_files is not None and claim.files == dict(state.reduced_files)
    return state.reduced_files is not None


def machine(environment: Mapping[str, Any]) -> str:
    """The machine in a line."""
    cores = environment.get("cores")
    parts = (
        str(environment.get("processor", "")),
        words.count(cores, "core") if isinstance(cores, int) else "",
        str(environment.get("machine", "")),
        f"Linux {environment['kernel']}" if "kernel" in environment else "",
        f"Python {environment['python']}" if "python" in environment else "",
    )
    return one_line(", ".join(filter(None, parts)), limit=200)


def noise_of(state: RunState) -> NoiseView | None:
    """What the start showed against itself; None before its first pair."""
    if not state.noise_pairs:
        return None
    needs = state.needs or {}
    search, claim = needs.get("pairs_in_search") or {}, needs.get("pairs_in_claim") or {}
    noise = state.noise
    span = state.settings.span

    def apart(pair: Pair) -> float:
        if span is None:
            return copysign(expm1(abs(pair.log_ratio)), pair.log_ratio)
        return ((pair.new.quality or 0.0) - (pair.old.quality or 0.0)) / span

    scale = noise.scale if noise else None
    return NoiseView(
        ratios=tuple(map(apart, state.noise_pairs)),
        scale=expm1(scale) if scale is not None and span is None else scale,
        median_s=noise.median_s if noise else None,
        needs=tuple(Need(gain=float(gain), search=search[gain], claim=claim.get(gain)) for gain in search),
        smallest_claim=needs.get("smallest_claim_at_20_pairs"),
        quality_mean=noise.quality_mean if noise else None,
        quality_sd=noise.quality_sd if noise else None,
    )


def _attempt(claim: Claim) -> Attempt:
    return Attempt(
        attempt=claim.attempt,
        number=claim.number,
        gain=claim.gain,
        alpha=claim.alpha,
        threshold=1 / claim.alpha if claim.alpha else 1 / CLAIM_ALPHA,
        evidence=claim.evidence,
        reason=one_line(claim.reason),
    )


def _finding(body: Mapping[str, Any]) -> FindingView:
    numbers: Sequence[int] = body.get("experiments", ())
    return FindingView(
        statement=one_line(str(body["statement"])),
        author=one_line(str(body.get("author", "")), limit=60),
        experiments=tuple(int(number) for number in numbers),
    )
