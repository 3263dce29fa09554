"""What a hurried reader takes away: the claim in words, or that there is none and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leadscrew.bench.rules import CLAIM_PAIRS
from leadscrew.core.experiment import Claim
from leadscrew.core.hypothesis import one_line
from leadscrew.ledger.kinds import ENDINGS
from leadscrew.report import words
from leadscrew.research.state import RunState, effect_against_start


class Standing(StrEnum):
    """What a run came to."""

    GAIN = "gain"
    NO_GAIN = "no gain"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The answer in words."""

    standing: Standing
    text: str
    details: tuple[str, ...]
    varied: bool = True
    """Whether the claim's problems differed."""

    @property
    def badge(self) -> str:
        """What the claim stands on, in a few words."""
        if self.standing is Standing.GAIN:
            return "proven on fresh problems" if self.varied else "proven on one problem"
        return "not proven" if self.standing is Standing.NO_GAIN else "unproven: the run has not ended"


def headline(state: RunState, *, open_because: str, uses: int) -> Headline:
    """The claim in words; else why there is none.  open_because: `running`, `halted`, `interrupted` or `stopped`."""
    claim = state.claims[-1] if state.claims else None
    if claim is not None and claim.gain and claim.evidence:
        details = _claim_details(claim, uses)
        if state.tests is not None:
            details.append(
                f"Checked by its own tests: {state.tests} that pass with the start pass with the change. They run in "
                "the changed program's own process, so a hostile change could forge their report, and what no test "
                "looks at may have changed."
            )
        return Headline(
            standing=Standing.GAIN, text=words.gain(claim.evidence[0]).capitalize(), details=tuple(details),
            varied=claim.evidence[0].varied,
        )  # fmt: skip
    if state.ended is not None:
        return _no_gain(state, claim)
    return _unproven(state, claim, open_because)


def _claim_details(claim: Claim, uses: int) -> list[str]:
    main = claim.evidence[0]
    details = [
        f"{words.level(main.effect.level)} interval {words.interval(main.effect)}, from {main.pairs} pairs on "
        f"{'fresh problems' if main.varied else 'one and the same problem'} after the search was over; attempt "
        f"{claim.attempt}.",
    ]
    if not main.varied:
        details.append("Problems do not differ here: a program that stores its answer would pass, so read the change.")
    if main.effect.span is None:
        total = words.bounds(main.total_low, main.total_high)
        details.append(f"The ratio of total times is {words.times(main.total_ratio)} {total}.")
    if main.pairs < CLAIM_PAIRS:
        details.append(
            "Few pairs, because trials are long: problems that are slow only now and then may not have been met."
        )
    for other in claim.evidence[1:]:
        details.append(
            f"On a kind of problem that search never used: {words.amount(other.effect)} "
            f"{words.interval(other.effect)}, {other.pairs} pairs. "
            f"It is use {uses} of that kind in this lab; each use makes it a little less fresh."
        )
    if main.excess_upper is not None:
        details.append(f"Quality is at most {words.number(max(main.excess_upper, 0.0))} worse.")
    if main.wrong_at_most is not None:
        details.append(
            f"All {main.pairs} answers passed the check: with 95 % confidence fewer than "
            f"{100 * main.wrong_at_most:.1f} % of such problems are answered wrongly. Rarer faults are not excluded."
        )
    return details


def _no_gain(state: RunState, claim: Claim | None) -> Headline:
    ended = state.ended if state.ended not in (None, *ENDINGS) else "no candidate was better than the start"
    reason = one_line(claim.reason if claim else str(ended))
    details = [f"The reason: {reason}." if reason else ""]
    if claim is not None:
        details.append(
            f"{words.count(len(state.claims), 'attempt')} at a claim, none held. "
            "What search had seen stays unproven and is shown below for what it is worth."
        )
    return Headline(standing=Standing.NO_GAIN, text="No gain could be claimed", details=tuple(filter(None, details)))


OPEN = {
    "running": "The run is still going on",
    "interrupted": "The run was interrupted and can go on",
    "halted": "The run was halted and waits for a person",
    "stopped": "The run stopped without notice and can go on",
}


def _unproven(state: RunState, claim: Claim | None, open_because: str) -> Headline:
    details = [f"{OPEN.get(open_because, 'The run has not ended')}: nothing on this page is a claim yet."]
    effect = effect_against_start(state, state.champion)
    if state.noise is None:
        text = "Unproven: only the noise is being measured"
    elif effect is None:
        text = "Unproven: nothing better than the start so far"
    else:
        text = f"Unproven: about {words.amount(effect)} so far"
        shown = words.interval(effect)
        details.append(
            f"Experiment #{state.champion} is the best so far"
            + (f", {words.level(effect.level)} interval {shown}" if shown else ", without an interval")
            + ". It was chosen because it looked good, so the number flatters; only a claim on fresh problems counts."
        )
    if claim is not None:
        details.append(f"Attempt {claim.attempt} at a claim failed: {one_line(claim.reason)}.")
    return Headline(standing=Standing.UNPROVEN, text=text, details=tuple(details))
