"""The sentences of a digest: the same on the terminal, in HTML and in Markdown."""

from __future__ import annotations

from leadscrew.core.experiment import Evidence
from leadscrew.core.hypothesis import one_line
from leadscrew.report import words
from leadscrew.report.digest_parts import DeadEnd, Digest, FindingLine, NeverHeld, RunLine

NAMES = {"by hand": "a person", "replication": "replicate"}
"""Of researchers that are none."""


def headline(digest: Digest) -> str:
    """The period in one sentence."""
    if not digest.run_count:
        last = f"the last was {digest.last_run}" if digest.last_run else "this lab holds no run yet"
        return f"No run in this period; {last}"
    claimed = f"{words.count(digest.gains, 'gain') if digest.gains else 'no gain'} claimed"
    if digest.claims_failed:
        claimed += f" in {words.count(digest.claims_attempted, 'attempt')}"
    parts = [claimed]
    if digest.without and digest.without < digest.run_count:
        parts.append(f"{words.count(digest.without, 'run')} without")
    if digest.open:
        parts.append(f"{words.count(digest.open, 'run')} open")
    return (
        f"{words.count(digest.run_count, 'run')} on {words.count(digest.task_count, 'task')}: {', '.join(parts)}; "
        f"{words.count(digest.experiments, 'experiment')} in {words.duration(digest.spent_s)} of machine time; "
        f"{'cost unknown' if digest.cost_usd is None else money(digest.cost_usd)}"
    )


def money(cost_usd: float | None) -> str:
    """$0, $1.20, or unknown."""
    return "unknown" if cost_usd is None else f"${cost_usd:,.2f}".removesuffix(".00")


def share(part: float) -> str:
    """74 %, under 1 %, or a dash for nothing."""
    return "–" if part == 0 else "under 1 %" if 0 < part < 0.01 else f"{part:.0%}".replace("%", " %")


def verdicts(counts: dict[str, int]) -> str:
    """5 better, 60 not better."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"


def result(line: RunLine) -> str:
    """What was proven in a run, or why nothing was."""
    if line.claim is None:
        text = f"no gain: {line.why_none}" if line.state == "ended" else line.why_none
        return text + (f" ({words.count(len(line.attempts), 'attempt')})" if line.attempts else "")
    attempt = next(attempt.attempt for attempt in line.attempts if attempt.gain)
    text = f"{_evidence(line.claim)}, {words.count(line.claim.pairs, 'pair')}"
    text += f", attempt {attempt}" if attempt > 1 else ""
    if line.second_kind is not None:
        text += f"; {words.amount(line.second_kind.effect)} on a kind of problem that search never used"
    return text


def _evidence(found: Evidence) -> str:
    return f"{words.gain(found)} {words.interval(found.effect)}".strip()


def failures(line: RunLine) -> list[str]:
    """Attempts at a claim that failed and that `result` does not tell."""
    failed = [attempt for attempt in line.attempts if not attempt.gain]
    told = 0 if line.claim is not None else 1
    return [f"attempt {a.attempt} on #{a.number} failed: {a.reason}" for a in failed[: len(failed) - told]]


def tried(line: RunLine) -> str:
    """The experiments of a run by verdict."""
    answered = f"; {line.duplicates:,} more answered from the record" if line.duplicates else ""
    shown = f" ({verdicts(dict(line.verdicts))})" if line.experiments else ""
    return f"{words.count(line.experiments, 'experiment')}{shown}{answered}"


def belief(line: RunLine) -> tuple[str, str]:
    """What comes before and after the hypothesis of the step that brought most; empty where there is none."""
    if line.belief is None:
        return "", ""
    steps = f", the largest of {line.belief.steps} steps" if line.belief.steps > 1 else ""
    return f"#{line.belief.number}{steps}: ", line.belief.hypothesis


def standing(line: RunLine) -> str:
    """Where a run stands, whose it is, what it has spent."""
    spent = f"{words.duration(line.spent_s)} of {words.duration(line.budget_s)}"
    return f"{line.state}, by {NAMES.get(line.researcher, line.researcher) or 'nobody named'}, {spent}"


def beliefs(digest: Digest) -> list[str]:
    """What researchers said and nothing has refuted, and how much is left out."""
    told = [finding(found) for found in digest.findings]
    left = digest.finding_count - len(digest.findings) - len(digest.refuted)
    return [*told, f"{words.count(left, 'finding')} more"] if left > 0 else told


def finding(found: FindingLine) -> str:
    """What a researcher said, with what carries it."""
    numbers = ", ".join(f"#{number}" for number in found.experiments)
    source = f"{found.run}, {found.author or 'nobody named'}" + (f", from {numbers}" if numbers else "")
    return f"{found.statement} ({source})" + (f"; {found.refuted}" if found.refuted else "")


def dead_ends(digest: Digest) -> list[tuple[str, str]]:
    """Names of what took time in which nothing was better, each with what it cost."""
    named = [(f"family {end.name}", end) for end in digest.dead_families]
    named += [(f"task {end.name}", end) for end in digest.dead_tasks]
    return [(name, _dead_end(end)) for name, end in named]


def _dead_end(end: DeadEnd) -> str:
    runs = f" in {end.runs} runs" if end.runs > 1 else ""
    return f"{words.duration(end.spent_s)}, {words.count(end.experiments, 'experiment')}{runs}, nothing better"


def never_held(held: NeverHeld) -> str:
    """How often a hypothesis was tried."""
    return f"tried {held.tried:,} times in {held.runs:,} runs"


def counted(digest: Digest) -> str:
    """Which runs count, and which of them reach out of the period."""
    outside = [line.run for line in digest.runs if line.began_before or line.went_on]
    rule = "A run counts, whole, when it started, ended or had facts in the period"
    if not outside:
        return f"{rule}."
    some = ", ".join(outside[:8]) + (" and others" if len(outside) > 8 else "")
    return f"{rule}; {some} reach{'es' if len(outside) == 1 else ''} out of it."


def bottleneck(digest: Digest) -> str:
    """What takes most of the machine's time, and what halving it would bring."""
    if not digest.phases:
        return "No time was spent"
    first = digest.phases[0]
    return (
        f"{first.name.capitalize()} is the bottleneck, {share(first.share)} of the time: half of it would make all "
        f"{words.times(first.halved)} as fast"
    )


def cost(digest: Digest) -> str:
    """Machine time, money, a person's time."""
    unknown = f" (nobody recorded it in {', '.join(digest.cost_unknown)})" if digest.cost_unknown else ""
    person = "none recorded" if digest.human_s is None else f"{words.number(digest.human_s / 60)} minutes"
    spent = f"Machine time {words.duration(digest.spent_s)}; model calls {money(digest.cost_usd)}{unknown}"
    return f"{spent}; a person's time {person}"


def tampering(digest: Digest) -> str:
    """How often each model tampered; empty where none researched."""
    each = [
        f"{one_line(one.model, limit=60)} {one.tampered.value} {one.tampered.bounds} "
        f"({one.tampered.count:,} of {one.candidates:,})"
        for one in digest.gaming
    ]
    return f"Candidates in 1,000 that tamper, by model: {'; '.join(each)}." if each else ""


def record(digest: Digest) -> str:
    """What the page rests on."""
    return f"lab {digest.lab[:8]}, {words.count(digest.facts, 'fact')}, head {digest.head[:12]}"
