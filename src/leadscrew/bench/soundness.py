"""Is a task sound? What `leadscrew task check` proves before anyone searches on it."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from leadscrew.bench.comparison import Floor, Seeds
from leadscrew.bench.noise import summarise
from leadscrew.bench.rig import BoxRig, asked_of, check_abilities
from leadscrew.bench.rules import MAX_PAIRS, SEARCH_E
from leadscrew.bench.yardstick import yardstick_of
from leadscrew.core.experiment import Pair, Status, Trial
from leadscrew.core.hypothesis import last_line
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Task
from leadscrew.errors import ChangeError, TaskError
from leadscrew.evidence.plan import noise as noise_of
from leadscrew.evidence.plan import pairs_needed
from leadscrew.sources.change import changed_program, read_change

PROBLEMS, PAIRS = 3, 10
SHORT_S = 0.02
LOUD = 0.25
"""Share of a score's range that identical programs may differ by in the median."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that was checked."""

    what: str
    holds: bool
    detail: str
    needed: bool = True
    """Whether an attack on the task says nothing where this does not hold."""


def read_cheats(folder: Path, task: Task) -> Mapping[str, Program]:
    """The task's known cheats by name, each a file or folder that replaces files of the start.  Raises TaskError."""
    cheats: dict[str, Program] = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name.startswith((".", "__")):
            continue
        try:
            cheats[path.stem] = changed_program(task, task.start, read_change(path, task))
        except ChangeError as exc:
            raise TaskError(f"task {task.name!r}: cheats/{path.name}: {exc}") from exc
    return cheats


class Silent:
    """A journal that keeps nothing: checking a task is not an experiment."""

    def record(
        self, kind: str, body: Mapping[str, object], *, later: bool = False, artefact: bytes | None = None
    ) -> None:
        """Nothing."""


def check_task(task: Task, *, core: int | None = None, measured: list[Pair] | None = None) -> Iterator[Result]:
    """Check one thing after the other; stops after the first that makes the rest meaningless.

    core: that trials are bound to.  measured: takes the pairs of the start against itself.
    """
    rig = BoxRig(task, lab_mark=f"check-{secrets.token_hex(4)}", core=core)
    again = BoxRig(task, lab_mark=f"check-{secrets.token_hex(4)}", core=core)
    seeds = Seeds(secrets.token_bytes(32))
    floor = Floor(task, rig, seeds, Silent(), rng=random.SystemRandom())
    try:
        abilities = check_abilities(task, rig)
        yield Result(
            what="judge loads", holds=True, detail=", ".join(k for k, v in abilities.items() if v) or "problem, check"
        )
        kinds = [Purpose.CHECK, Purpose.HELD_OUT] if abilities["held_out_problem"] else [Purpose.CHECK]
        for kind in kinds:
            yield _repeats(rig, again, seeds, kind)
            starts = [floor.trial(task.start, seeds.fresh(kind)[1], opponent=None) for _ in range(PROBLEMS)]
            failed = next((trial for trial in starts if trial.failed), None)
            label = "the start passes" + (" (held-out problems)" if kind is Purpose.HELD_OUT else "")
            if failed is not None:
                yield Result(what=label, holds=False, detail=f"{failed.status}: {last_line(failed.reason)}")
                return
            yield Result(what=label, holds=True, detail=f"{PROBLEMS} fresh problems")
        yield _empty_answer(rig, seeds)
        yield from _noise(floor, task, [] if measured is None else measured)
    except TaskError as exc:
        yield Result(what="judge", holds=False, detail=str(exc))
    finally:
        rig.close()
        again.close()


def _repeats(rig: BoxRig, again: BoxRig, seeds: Seeds, kind: Purpose) -> Result:
    """The same seed gives the same problem, also in another process."""
    held_out = kind is Purpose.HELD_OUT
    what = "the judge repeats itself" + (" (held-out)" if held_out else "")
    values = [seeds.fresh(kind)[1].value for _ in range(PROBLEMS)]
    bodies = [rig.judge.problem(value, held_out=held_out) for value in values]
    again_bodies = [again.judge.problem(value, held_out=held_out) for value in reversed(values)]
    if bodies != list(reversed(again_bodies)):
        return Result(
            what=what, holds=False, detail="one seed gave two different problems: draw everything from the seed"
        )
    if len(set(bodies)) < PROBLEMS:
        return Result(what=what, holds=False, detail="different seeds gave the same problem: use the seed")
    return Result(what=what, holds=True, detail=f"{PROBLEMS} seeds, two processes, {len(bodies[0])} bytes a problem")


def _empty_answer(rig: BoxRig, seeds: Seeds) -> Result:
    """Nothing is not an answer."""
    from leadscrew.sandbox.inside import plain

    nothing: tuple[object, ...] = (None, [], {})
    for answer in nothing:
        seed = seeds.fresh(Purpose.CHECK)[1]
        quality = asked_of(rig.task)
        ruling = rig.judge.check(
            seed.value,
            plain.encoded(answer),
            held_out=False,
            quality=quality,
            folder=False,
            expected=rig.expected(seed),
        )
        if ruling.ok:
            return Result(
                what="an empty answer is rejected", holds=False, detail=f"the judge accepted {answer!r}", needed=False
            )
    return Result(what="an empty answer is rejected", holds=True, detail="None, [] and {}")


def _noise(floor: Floor, task: Task, pairs: list[Pair]) -> Iterator[Result]:
    """How long a trial is, and whether the noise lets `smallest_gain` be seen at all."""
    pairs += [floor.pair(task.start, task.start, Purpose.CHECK)[1] for _ in range(PAIRS)]
    trials: list[Trial] = [trial for pair in pairs for trial in (pair.new, pair.old)]
    bad = next((trial for trial in trials if trial.status is not Status.OK), None)
    if bad is not None:
        yield Result(what="the start passes again", holds=False, detail=f"{bad.status}: {last_line(bad.reason)}")
        return
    noise = summarise(pairs, task.metric)
    if task.metric.kind == "score":
        yield from _scores(task, pairs)
        return
    long_enough = noise.median_s >= SHORT_S
    hint = (
        ""
        if long_enough
        else f": shorter than {SHORT_S * 1000:.0f} ms, so starting costs more than computing; use larger problems"
    )
    detail = f"{noise.median_s * 1000:.1f} ms{hint}"
    yield Result(what="trials are long enough", holds=long_enough, detail=detail, needed=False)
    import numpy as np

    seen = noise_of(np.array([pair.log_ratio for pair in pairs]))
    needed = pairs_needed(seen, gain=task.metric.smallest_gain, threshold=SEARCH_E)
    reachable = needed <= MAX_PAIRS
    detail = f"{task.metric.smallest_gain:.0%} needs about {needed} pairs at a noise of {noise.scale:.1%}"
    if not reachable:
        detail += f", more than {MAX_PAIRS}: longer trials, a quieter machine, or a larger smallest_gain"
    yield Result(what="the noise allows smallest_gain", holds=reachable, detail=detail, needed=False)


def _scores(task: Task, pairs: Sequence[Pair]) -> Iterator[Result]:
    """Whether the range leaves room above the start's scores, and whether they repeat themselves at all."""
    low, high = task.metric.bounds
    best = high if task.metric.sign > 0 else low
    scores = [trial.quality for pair in pairs for trial in (pair.new, pair.old) if trial.quality is not None]
    detail = f"the start scores {min(scores):.4g} to {max(scores):.4g} of {low:g} to {high:g}"
    room = any(score != best for score in scores)
    yield Result(what="the range leaves room for a gain", holds=room, detail=detail, needed=False)
    yard = yardstick_of(task.metric)
    gains = [yard.gain(pair) for pair in pairs]
    spread = median(map(abs, gains))
    wanted = max(2 * task.metric.smallest_gain, (high - low) / 20)
    detail = (
        f"the start against itself differs by {spread * (high - low):.3g} in the median; a gain of {wanted:g} needs "
        f"about {yard.claim_pairs(gains, wanted / (high - low))} pairs in a claim"
    )
    if spread >= LOUD:
        detail += ": average over more, so that luck counts for less"
    yield Result(what="scores repeat themselves", holds=spread < LOUD, detail=detail, needed=False)
