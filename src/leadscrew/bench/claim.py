"""A claim: a program against the start on fresh problems, after the search is over.

Gain is said only when, on each kind of problem, every answer passed its check, the e-value against equal speed reached
the attempt's threshold, the intervals of the median pair ratio and of the ratio of total times lie above 1, and the
upper bound of the quality's excess lies under the margin.

Exact under any noise: the e-value. Assumes symmetric noise: the interval of the median ratio. Assumes about normal
means: the ratio of totals and the quality bound (Student t on the pairs). That ratio says nothing of problems that were
not met, so a small gain takes more pairs than a large one (`pairs_of_claim`).

A score is claimed by bets on its mean difference within the declared range alone, with an interval by their inversion:
both hold for any distribution and at any look, so there are more looks and pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf, log
from statistics import fmean, median

import msgspec
import numpy as np

from leadscrew.bench.comparison import Floor, Noise
from leadscrew.bench.rig import varies
from leadscrew.bench.rules import (
    CLAIM_ALPHA,
    CLAIM_PAIRS,
    CUT,
    FEW_PAIRS,
    LONG_TRIAL_S,
    MAX_CLAIM_PAIRS,
    MAX_SCORE_PAIRS,
    SCORE_LOOKS,
    SMALL_GAIN_PAIRS,
    VOID_PAIRS,
)
from leadscrew.bench.yardstick import yardstick_of
from leadscrew.core.experiment import Claim, Effect, Evidence, Pair
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Task
from leadscrew.evidence.quality import upper_bound
from leadscrew.evidence.totals import pairs_to_meet, total_ratio

WORDS = {Purpose.CLAIM: "fresh", Purpose.HELD_OUT: "held-out"}


def attempt_alpha(attempt: int) -> float:
    """Error probability of attempt number `attempt`, counted from 1; all attempts together stay under CLAIM_ALPHA."""
    return float(CLAIM_ALPHA / 2**attempt)


def make_claim(
    floor: Floor,
    noise: Noise,
    program: Program,
    *,
    number: int | None,
    attempt: int,
    kinds: Sequence[Purpose],
    out_of_time: Callable[[], bool],
    earlier: Mapping[Purpose, Sequence[Pair]] | None = None,
) -> Claim:
    """Measure and judge one attempt; each pair is recorded before the next."""
    alpha = attempt_alpha(attempt)
    found: list[Evidence] = []
    score = floor.task.metric.kind == "score"
    if not earlier and (broken := floor.broken_tests(program, fresh=True)):
        return Claim(gain=False, number=number, attempt=attempt, alpha=alpha, reason=broken, broken_tests=True)
    for kind in kinds:
        pairs = list((earlier or {}).get(kind, ()))
        evidence = None
        while evidence is None:
            over = out_of_time()
            if over or _at_a_look(pairs, score):
                evidence = judge_pairs(floor.task, noise.scale, pairs, kind=kind, alpha=alpha)
                if evidence is None or over or _settled(pairs, evidence, score, alpha):
                    break
                evidence = None
            counter, pair = floor.pair(program, floor.task.start, kind, cut=False)
            body = {"attempt": attempt, "kind": kind, "counter": counter, "pair": msgspec.to_builtins(pair)}
            floor.journal.record("claim_pair", body)
            pairs.append(pair)
        if evidence is None:
            return Claim(
                gain=False, number=number, attempt=attempt, alpha=alpha, evidence=tuple(found),
                reason=_failure(pairs) or "no time was left to measure the claim",
            )  # fmt: skip
        found.append(evidence)
        if not evidence.holds:
            return Claim(
                gain=False, number=number, attempt=attempt, alpha=alpha, evidence=tuple(found), reason=evidence.reason
            )
    return Claim(gain=True, number=number, attempt=attempt, alpha=alpha, evidence=tuple(found))


def fewest_pairs(trial_s: float) -> int:
    """The fewest pairs of a claim, by the length of the start's trial."""
    return FEW_PAIRS if trial_s >= LONG_TRIAL_S else CLAIM_PAIRS


def looks(fewest: int = CLAIM_PAIRS) -> tuple[int, ...]:
    """The numbers of pairs at which a claim is judged: 20, 40, 80; bounds that are not anytime-valid share alpha.

    Where trials are long the first look is at 10.
    """
    counts, count = [], fewest
    while count <= MAX_CLAIM_PAIRS:
        counts.append(count)
        count *= 2
    return tuple(counts)


MOST_LOOKS = len(looks(FEW_PAIRS))


def pairs_of_claim(ratio: float, *, alpha: float, fewest: int = CLAIM_PAIRS, varied: bool = True) -> int:
    """The fewest pairs that a ratio of total times is claimed on, at an error probability of alpha.

    fewest: below CLAIM_PAIRS where trials are long: then no pairs are spent on problems that are rarely met, and the
    claim says so.  varied: whether problems differ at all; where they do not, none is slower than those that were met.

    As many as would have met the share of problems, CUT times slower, that undoes the gain, but SMALL_GAIN_PAIRS at
    most, which miss a share of 15 % with a probability of 0.15 %; after a failed attempt MAX_CLAIM_PAIRS at most.
    """
    if ratio <= 1.0 or fewest < CLAIM_PAIRS or not varied:
        return fewest
    most = SMALL_GAIN_PAIRS if alpha >= attempt_alpha(1) else MAX_CLAIM_PAIRS
    return min(most, max(CLAIM_PAIRS, pairs_to_meet(ratio, slowdown=CUT, alpha=2 * alpha)))


def _fewest(pairs: Sequence[Pair]) -> int:
    """The fewest pairs of a claim, by the start's own times in it."""
    return fewest_pairs(median(pair.old.wall_s for pair in pairs)) if pairs else CLAIM_PAIRS


def _at_a_look(pairs: Sequence[Pair], score: bool) -> bool:
    """Whether the claim is judged now: at a planned number of pairs, or after a failure.

    Bets on scores may be looked at whenever one likes.
    """
    every = SCORE_LOOKS[len(pairs) >= MAX_CLAIM_PAIRS]
    if score and len(pairs) >= _fewest(pairs) and len(pairs) % every == 0:
        return True
    return bool(_failure(pairs)) or len(pairs) in looks(_fewest(pairs))


def _failure(pairs: Sequence[Pair]) -> str:
    """Why the pairs cannot carry a claim, however fast they are; empty where nothing failed."""
    failed = next((pair.new for pair in pairs if pair.new.failed), None)
    if failed is not None:
        return f"an answer did not count ({failed.status}): {failed.reason}"
    return "the start failed its own check" if sum(pair.old.failed for pair in pairs) >= VOID_PAIRS else ""


def _settled(pairs: Sequence[Pair], evidence: Evidence, score: bool, alpha: float) -> bool:
    """Whether more pairs could not change the ruling, or it holds."""
    if score:
        # the capital grows by the mean gain a pair at most
        reach = MAX_SCORE_PAIRS * evidence.effect.log_gain
        lost = len(pairs) >= MAX_CLAIM_PAIRS and reach < log(1 / alpha)
        return evidence.holds or bool(_failure(pairs)) or len(pairs) >= MAX_SCORE_PAIRS or lost
    if evidence.holds or _failure(pairs) or len(pairs) >= MAX_CLAIM_PAIRS or len(pairs) not in looks(_fewest(pairs)):
        return True
    return evidence.effect.factor <= 1.0 or evidence.total_ratio <= 1.0


def judge_pairs(task: Task, scale: float, pairs: Sequence[Pair], *, kind: Purpose, alpha: float) -> Evidence | None:
    """What the pairs say at an error probability of alpha; None without pairs.

    scale: the noise of the start against itself, as `bench.noise` found it.  Pure: the same pairs say the same.
    """
    used = [pair for pair in pairs if not pair.old.failed and not pair.new.failed]
    if not used:
        return None
    yard = yardstick_of(task.metric)
    gains = [yard.gain(pair) for pair in used]
    test = yard.claim_test(scale)
    e_values = [test.add(gain) for gain in gains]
    level = 1 - 2 * alpha
    effect = yard.effect(gains, level=level, scale=scale, claim=True)
    assert effect is not None
    if task.metric.kind == "score":
        return _judge_scores(effect, e_values, pairs, used, kind=kind, alpha=alpha)
    fewest, varied = _fewest(pairs), varies(task)
    share = alpha / MOST_LOOKS  # however many there are: their number follows the claim's own times
    old, new = np.array([p.old.wall_s for p in used]), np.array([p.new.wall_s for p in used])
    totals = total_ratio(old, new, level=1 - 2 * share)
    excesses = _excesses(task, used)
    upper = upper_bound(np.array(excesses), level=1 - share) if excesses else None
    reason = ""
    if failure := _failure(pairs):
        reason = failure
    elif len(used) < fewest:
        least = pairs_of_claim(totals.ratio, alpha=alpha, fewest=fewest, varied=varied)
        reason = f"only {len(used)} of {least} {WORDS[kind]} pairs could be measured in the time left"
    elif len(pairs) < (least := pairs_of_claim(totals.ratio, alpha=alpha, fewest=fewest, varied=varied)):
        reason = (
            f"{len(pairs)} of {least} {WORDS[kind]} pairs are too few to rule out problems that undo a gain this small"
        )
    elif max(e_values) < 1 / alpha:
        reason = f"the e-value against equal speed reached {max(e_values):.3g}, expected at least {1 / alpha:.0f}"
    elif effect.low <= 1.0:
        reason = f"the interval of the median ratio reaches down to {effect.low:.3g}"
    elif not totals.low > 1.0:
        reason = f"the interval of the ratio of total times reaches down to {totals.low:.3g}"
    elif task.quality is not None and (upper is None or not upper < task.quality.margin):
        shown = "nothing" if upper is None else f"{upper:.3g}"
        reason = f"the upper bound of the quality's excess is {shown}, the margin {task.quality.margin:g}"
    return Evidence(
        kind=kind,
        effect=effect,
        e_value=max(e_values),
        pairs=len(used),
        total_ratio=totals.ratio,
        total_low=totals.low,
        total_high=None if totals.high == inf else totals.high,
        excess=fmean(excesses) if excesses else None,
        excess_upper=None if upper is None or upper == inf else upper,
        holds=not reason,
        reason=reason,
        varied=varied,
    )


def _judge_scores(
    effect: Effect,
    e_values: Sequence[float],
    pairs: Sequence[Pair],
    used: Sequence[Pair],
    *,
    kind: Purpose,
    alpha: float,
) -> Evidence:
    """The ruling on a score: the bets and the interval are both on the mean, so no other total is needed."""
    reason = _failure(pairs)
    fewest = _fewest(pairs)
    if not reason and len(used) < fewest:
        reason = f"only {len(used)} of {fewest} {WORDS[kind]} pairs could be measured in the time left"
    elif not reason and max(e_values) < 1 / alpha:
        reason = (
            f"the e-value against an equal mean score reached {max(e_values):.3g} in {len(used)} pairs, "
            f"expected at least {1 / alpha:.0f}"
        )
    elif not reason and effect.low <= 1.0:
        reason = "the interval of the mean difference of scores holds 0"
    return Evidence(
        kind=kind, effect=effect, e_value=max(e_values), pairs=len(used), total_ratio=effect.factor,
        total_low=effect.low, total_high=effect.high, excess=None, excess_upper=None, holds=not reason, reason=reason,
        score=fmean(pair.new.quality or 0.0 for pair in used),
        start_score=fmean(pair.old.quality or 0.0 for pair in used),
    )  # fmt: skip


def _excesses(task: Task, pairs: Sequence[Pair]) -> list[float]:
    quality = task.quality
    if quality is None:
        return []
    return [
        quality.excess(pair.new.quality, pair.old.quality)
        for pair in pairs
        if pair.new.quality is not None and pair.old.quality is not None
    ]
