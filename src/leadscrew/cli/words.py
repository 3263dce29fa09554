"""How numbers, effects and claims are written for people; the same words in every command."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from typing import Any

from leadscrew.bench.rules import CLAIM_PAIRS
from leadscrew.core.experiment import Claim, Effect, Evidence, Verdict
from leadscrew.ledger.kinds import ENDINGS
from leadscrew.report.words import bounds, count, difference
from leadscrew.report.words import gain as gain_of

SIGNS = {
    Verdict.BETTER: "better",
    Verdict.NOT_BETTER: "not better",
    Verdict.UNDECIDED: "undecided",
    Verdict.WRONG: "wrong",
    Verdict.CRASHED: "crashed",
    Verdict.TIMED_OUT: "timed out",
    Verdict.REFUSED: "refused",
}
STYLES = {
    Verdict.BETTER: "bold green",
    Verdict.NOT_BETTER: "default",
    Verdict.UNDECIDED: "yellow",
    Verdict.WRONG: "red",
    Verdict.CRASHED: "red",
    Verdict.TIMED_OUT: "red",
    Verdict.REFUSED: "dim",
}


def duration(seconds: float) -> str:
    """A time span as people say it: 8 s, 4:05 min, 2:03 h."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)}:{int(seconds % 60):02d} min"
    return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d} h"


def trial_time(seconds: float) -> str:
    """The length of a trial."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def factor(effect: Effect | None) -> str:
    """1.53x, +0.031 of a score, or a dash."""
    if effect is None:
        return "-"
    return f"{effect.factor:.2f}x" if effect.span is None else difference(effect.factor, effect.span)


def amount(gain: float, span: float | None) -> str:
    """A pair's gain: 1.53x, or +0.031 of a score."""
    return factor(Effect(factor=exp(gain), low=0.0, high=None, level=0.9, span=span))


def shown(verdict: str | None, effect: Effect | None) -> Effect | None:
    """The effect, unless the answers did not count: how fast a wrong program is says nothing."""
    return effect if verdict in (Verdict.BETTER, Verdict.NOT_BETTER, Verdict.UNDECIDED) else None


def interval(effect: Effect | None) -> str:
    """[1.4, 1.7], with open ends where the pairs bound nothing."""
    if effect is None or (effect.low == 0.0 and effect.high is None):
        return ""
    if effect.span is not None:
        return bounds(effect.low, effect.high, effect.span)
    low = f"{effect.low:.2f}" if effect.low > 0 else "?"
    high = f"{effect.high:.2f}" if effect.high is not None else "?"
    return f"[{low}, {high}]"


def ascii_of(text: str) -> str:
    """For terminals that know few letters."""
    return text.replace("×", "x").replace("→", "->")


SAME = "on the same problem each time, so that a stored answer would pass"


def problems(main: Evidence) -> str:
    """What a claim was measured on."""
    return "on fresh problems" if main.varied else SAME


def claim_line(claim: Claim, *, spent_s: float, uses: int, cost: str = "$0") -> str:
    """The last line for people: claim, interval, confidence, pairs, attempts, cost."""
    if not claim.gain:
        attempts = f" ({count(claim.attempt, 'attempt')})" if claim.attempt else ""
        return f"No gain could be claimed{attempts}: {claim.reason}. Machine time {duration(spent_s)}, cost {cost}."
    main = claim.evidence[0]
    text = (
        f"Claim: {ascii_of(gain_of(main))}, "
        f"{main.effect.level:.1%} interval {interval(main.effect)}, {main.pairs} pairs "
        f"{problems(main)}, attempt {claim.attempt}"
    )
    for other in claim.evidence[1:]:
        text += (
            f"; {factor(other.effect)} {interval(other.effect)} on {other.pairs} problems of a kind never used in "
            f"search (use {uses} in this lab)"
        )
    if main.excess_upper is not None:
        text += f"; quality at most {max(main.excess_upper, 0.0):.3g} worse"
    if main.wrong_at_most is not None:
        text += f"; all {main.pairs} answers passed the check, so fewer than {main.wrong_at_most:.1%} fail it (95 %)"
    if main.pairs < CLAIM_PAIRS:
        text += "; few pairs, because trials are long: problems that are rarely slow may not have been met"
    return f"{text}. Machine time {duration(spent_s)}, cost {cost}."


def cost_words(cost_usd: float, unpriced: int) -> str:
    """Dollars; what has no price is said, and never counted as nothing."""
    dollars = "$0" if not cost_usd else f"${cost_usd:.2f}" if cost_usd >= 0.005 else f"${cost_usd:.4f}"
    return f"{dollars} and {unpriced:,} tokens of unknown price" if unpriced else dollars


def no_gain(ended: str) -> str:
    """Why a run ended without a claim, from its last fact; an older leadscrew did not say."""
    return "no candidate was better than the start" if ended in ENDINGS else ended.rstrip(".")


def account(used: Mapping[str, Any]) -> str:
    """What a researcher has used."""
    parts = [count(used["experiments"], "experiment")]
    if used["turns"] or used["tokens"]:
        parts.append(f"{count(used['turns'], 'turn')}, {count(used['tokens'], 'token')}")
        cost = f"${used['cost_usd']:.4f}"
        parts.append(
            f"{cost} and {used['unpriced_tokens']:,} tokens of unknown price" if used["unpriced_tokens"] else cost
        )
    if used["tampering"]:
        parts.append(f"{count(used['tampering'], 'attempt')} to tamper")
    return ", ".join(parts)


def alarm(body: Mapping[str, Any]) -> str:
    """An alarm in a line."""
    where = {"candidate": f"#{body['number']}", "call": body["tool"] or "a call"}.get(body["where"], "words")
    by = "" if body["by"] == "rules" else f", says {body['by']}"
    return f"tampering? {body['researcher']}, {where}, rule {body['rule']}{by}: {body['quote']}"


LONG_S = 5.0
"""A trial from which a plan is worth a person's look."""


def plan_lines(plan: Mapping[str, Any]) -> list[str]:
    """What a budget can come to, for a person: nothing where trials are so short that nobody has to plan."""
    if plan["trial_s"] < LONG_S:
        return []
    pair_s = plan["pair_s"]
    each_s = pair_s * plan.get("kinds", 1)
    needs = ", ".join(
        f"{float(gain):.0%} about {pairs} pairs = {duration(pairs * each_s)}" for gain, pairs in plan["pairs"].items()
    )
    lines = [f"a trial takes {trial_time(plan['trial_s'])}, a pair {duration(pair_s)}"]
    if needs:
        lines.append(f"at this noise a claim of a gain of {needs}")
    search = f"{duration(plan['search_s'])} of search (some {plan['comparisons']} comparisons)"
    if plan["claim_pairs"] < plan["fewest"]:
        lines.append(
            f"this budget has room for {plan['claim_pairs']} pairs of a claim, which takes {plan['fewest']}: unless "
            f"the gain is large nothing can be claimed; {duration(plan['needed_s'])} would do"
        )
    elif plan["smallest"] is None:
        lines.append(f"{search}, then a claim on up to {plan['claim_pairs']} pairs")
    else:
        lines.append(f"{search}, then a claim of {plan['smallest']:.0%} or more is possible in this budget")
    if plan["fewest"] < CLAIM_PAIRS:
        lines.append(
            f"trials this long are claimed on {plan['fewest']} pairs or more: problems that are slower or wrong in "
            f"fewer than {1 - 0.05 ** (1 / plan['fewest']):.0%} of cases may go unmet"
        )
    return lines


def kept_plan(plan: Mapping[str, Any], claim: Claim) -> str:
    """What the plan foretold of a claim against what happened; empty where nothing was planned or claimed."""
    if plan["trial_s"] < LONG_S or not claim.gain or not plan["pairs"]:
        return ""
    main = claim.evidence[0]
    gain = main.effect.factor - 1.0
    known = [pairs for size, pairs in plan["pairs"].items() if float(size) <= gain]
    if not known:
        return ""
    return f"planned for a gain of this size: about {known[-1]} pairs; it took {main.pairs}"


def differences_of(found: Evidence) -> dict[str, float | None]:
    """The scores and their difference that some evidence stands for; nothing where it is a factor of time."""
    effect = found.effect
    if effect.span is None:
        return {}
    ends = [None if not end else log(end) * effect.span + 0.0 for end in (effect.low, effect.high)]
    low, high = ends if effect.span > 0 else ends[::-1]
    return {
        "score": found.score, "start_score": found.start_score, "difference": effect.log_gain * effect.span + 0.0,
        "difference_low": low, "difference_high": high,
    }  # fmt: skip


def claim_event(
    claim: Claim, *, run: str, spent_s: float, uses: int, cost_usd: float | None = 0.0
) -> Mapping[str, Any]:
    """The last JSON line of a run."""
    event: dict[str, Any] = {"event": "claim", "run": run, "gain": claim.gain}
    if claim.evidence:
        main = claim.evidence[0]
        event |= {
            "factor": main.effect.factor,
            "low": main.effect.low,
            "high": main.effect.high,
            "level": main.effect.level,
            "pairs": main.pairs,
            "e_value": main.e_value,
            "total_ratio": main.total_ratio,
            "total_low": main.total_low,
            "quality_excess": main.excess,
            "quality_excess_upper": main.excess_upper,
            "wrong_at_most": main.wrong_at_most,
            **differences_of(main),
        }
    for other in claim.evidence[1:]:
        event["held_out"] = {
            "factor": other.effect.factor,
            "low": other.effect.low,
            "high": other.effect.high,
            "pairs": other.pairs,
            "uses": uses,
            "holds": other.holds,
            **differences_of(other),
        }
    return event | {
        "experiment": claim.number, "attempts": claim.attempt, "reason": claim.reason, "machine_s": round(spent_s, 1),
        "cost_usd": cost_usd,
    }  # fmt: skip
