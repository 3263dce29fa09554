"""All runs of a lab in a period, gathered for one page: what was believed, tried and proven.

A run counts when it started, ended or had facts in the period, and then it counts whole. Lists are bounded, and so is
the memory that gathering takes: experiments are counted by the store.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

import msgspec

from leadscrew.core.experiment import Claim, Effect, Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.ledger.kinds import ENDINGS, PHASES
from leadscrew.report.columns import CODES
from leadscrew.report.digest_parts import (
    Attempt,
    Belief,
    DeadEnd,
    Digest,
    FindingLine,
    Moves,
    NeverHeld,
    Phase,
    RunLine,
)
from leadscrew.report.period import Period, moment
from leadscrew.report.tally import MAX_FAMILIES, by_size, failed, family_named, gain_shares
from leadscrew.report.waiting import standing_of, waiting_of
from leadscrew.report.words import named
from leadscrew.research.accounts import Account, accounts_of, cost_of
from leadscrew.research.gaming import gaming_by_model
from leadscrew.store.lab import Lab

MAX_RUNS = 50
MAX_LISTED = 8
"""Dead ends of a kind, findings, hypotheses."""
WORTH_TELLING = 0.02
"""Of the machine time: what took less is no dead end worth a line."""
NO_CANDIDATE = "no candidate was better than the start"


def digest_of(lab: Lab, period: Period, *, now: float, zone: tzinfo) -> Digest:
    """The page over the runs of a period.  Raises RecordError."""
    rows = lab.rows("run", "1 ORDER BY seq DESC")
    standing = standing_of(lab, rows)
    gathered = _Gathered()
    for row in _in_period(lab, rows, period):
        gathered.add(lab, row, period, zone, standing[row["id"]])
    lines = sorted(gathered.lines, key=lambda line: (line.claim is None, not line.open))
    known = [line.cost_usd for line in lines if line.cost_usd is not None]
    facts, head = lab.head()
    return Digest(
        lab=one_line(lab.id, limit=32),
        facts=facts,
        head=head,
        period=period,
        since=moment(period.since, zone),
        until=moment(period.until, zone),
        made=moment(now, zone),
        last_run=_told(rows[0], zone) if rows else "",
        runs=tuple(lines[:MAX_RUNS]),
        unlisted=max(0, len(lines) - MAX_RUNS),
        run_count=len(lines),
        task_count=len({line.task for line in lines}),
        gains=sum(line.claim is not None for line in lines),
        without=sum(line.claim is None and not line.open for line in lines),
        open=sum(line.open for line in lines),
        claims_attempted=sum(len(line.attempts) for line in lines),
        claims_failed=sum(not attempt.gain for line in lines for attempt in line.attempts),
        experiments=sum(line.experiments for line in lines),
        duplicates=sum(line.duplicates for line in lines),
        verdicts=_verdicts(line.verdicts for line in lines),
        spent_s=sum(line.spent_s for line in lines),
        cost_usd=sum(known) if len(known) == len(lines) else None,
        cost_unknown=tuple(line.run for line in lines if line.cost_usd is None)[:MAX_LISTED],
        human_s=_human(lab, {line.run for line in lines}, period),
        gaming=tuple(gaming_by_model(gathered.accounts)),
        moves=gathered.moves(),
        dead_families=gathered.dead_families(),
        dead_tasks=gathered.dead_tasks(),
        never_held=_never_held(lab, [line.run for line in lines]),
        findings=tuple(gathered.findings),
        refuted=tuple(gathered.refuted),
        finding_count=gathered.finding_count,
        phases=gathered.phases(),
        waiting=waiting_of(lab, rows, standing, zone=zone),
    )


def _in_period(lab: Lab, rows: Sequence[Mapping[str, Any]], period: Period) -> Iterator[Mapping[str, Any]]:
    """The runs that started, ended or had facts in the period."""
    ended = {fact.run: fact.at for fact in lab.facts(kind="run_ended")}
    for row in rows:
        at = (row["started_at"], row["last_at"], ended.get(row["id"], row["last_at"]))
        around = at[0] < period.since and max(at) > period.until
        if any(map(period.holds, at)) or (around and lab.acted(row["id"], period.since, period.until)):
            yield row


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What is counted run by run."""

    lines: list[RunLine] = field(default_factory=list)
    counts: dict[str, Counter[int]] = field(default_factory=dict)
    """By family: experiments by the code of their verdict."""
    family_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    family_runs: Counter[str] = field(default_factory=Counter)
    shares: list[Mapping[str, float]] = field(default_factory=list)
    phase_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    findings: list[FindingLine] = field(default_factory=list)
    refuted: list[FindingLine] = field(default_factory=list)
    finding_count: int = 0
    accounts: list[Account] = field(default_factory=list)

    def add(self, lab: Lab, row: Mapping[str, Any], period: Period, zone: tzinfo, state: str) -> None:
        """Count one run; the latest comes first."""
        run = str(row["id"])
        claims = [msgspec.convert(dict(fact.body), Claim) for fact in lab.facts(run=run, kind="claim")]
        steps = _champions(lab, row)
        self.lines.append(_line(lab, row, period, zone, state, claims, steps))
        if shares := gain_shares((move, effect.log_gain) for _, move, _, effect in steps):
            self.shares.append(shares)
        for phase in lab.rows("phase", "run = ?", (run,)):
            self.phase_s[one_line(phase["name"], limit=40)] += phase["seconds"]
        self._families(lab, run)
        self._findings(lab, run, claims)
        self.accounts += [one for one in accounts_of(lab, run) if one.spec not in ("", "rewriter")]

    def _families(self, lab: Lab, run: str) -> None:
        noise = next(lab.facts(run=run, kind="noise"), None)
        seen = set()
        for raw, verdict, count, seconds in lab.families(run, from_s=noise.body.get("spent_s", 0.0) if noise else 0.0):
            name = family_named(raw)
            self.counts.setdefault(name, Counter())[CODES[verdict]] += count
            self.family_s[name] += seconds
            seen.add(name)
        self.family_runs.update(seen)

    def _findings(self, lab: Lab, run: str, claims: Sequence[Claim]) -> None:
        proven = {claim.number for claim in claims if claim.gain}
        refuted = {claim.number: claim for claim in claims if not claim.gain and claim.number not in proven}
        stand: deque[FindingLine] = deque(maxlen=MAX_LISTED)
        fell: deque[FindingLine] = deque(maxlen=MAX_LISTED)
        for fact in lab.facts(run=run, kind="finding"):
            self.finding_count += 1
            numbers = tuple(int(number) for number in fact.body.get("experiments", ()))
            claim = next((refuted[number] for number in numbers if number in refuted), None)
            found = FindingLine(
                run=one_line(run, limit=20),
                statement=one_line(str(fact.body["statement"]), limit=240),
                author=one_line(str(fact.body.get("author", "")), limit=60),
                experiments=numbers[:MAX_LISTED],
                refuted="" if claim is None else f"the claim on #{claim.number} failed: {one_line(claim.reason)}",
            )
            (fell if found.refuted else stand).appendleft(found)
        self.findings = [*self.findings, *stand][:MAX_LISTED]
        self.refuted = [*self.refuted, *fell][:MAX_LISTED]

    def moves(self) -> tuple[Moves, ...]:
        """What each family brought, the most tried first."""
        found: list[Moves] = []
        for name, counts in by_size(self.counts):
            names = {name}
            if len(found) == MAX_FAMILIES - 1 and len(self.counts) > MAX_FAMILIES:  # all that are left
                names = set(self.counts) - {listed.name for listed in found}
            tried = counts.total() - counts[CODES[None]]
            found.append(
                Moves(
                    name=name,
                    tried=tried,
                    passed=tried - failed(counts),
                    better=counts[CODES[Verdict.BETTER]],
                    wrong=counts[CODES[Verdict.WRONG]],
                    crashed=counts[CODES[Verdict.CRASHED]] + counts[CODES[Verdict.TIMED_OUT]],
                    refused=counts[CODES[Verdict.REFUSED]],
                    gain=sum(shares.get(each, 0.0) for shares in self.shares for each in names)
                    / max(1, len(self.shares)),
                    spent_s=sum(self.family_s[each] for each in names),
                )
            )
        return tuple(found)

    def dead_families(self) -> tuple[DeadEnd, ...]:
        """Families with nothing better, the dearest first."""
        return _dearest(
            (
                DeadEnd(name=name, spent_s=self.family_s[name], experiments=counts.total(), runs=self.family_runs[name])
                for name, counts in self.counts.items()
                if not counts[CODES[Verdict.BETTER]]
            ),
            sum(line.spent_s for line in self.lines),
        )

    def dead_tasks(self) -> tuple[DeadEnd, ...]:
        """Tasks on which nothing was better in any run of the period, the dearest first."""
        by_task: dict[str, list[RunLine]] = {}
        for line in self.lines:
            by_task.setdefault(line.task, []).append(line)
        better = named(Verdict.BETTER)
        return _dearest(
            (
                DeadEnd(
                    name=task,
                    spent_s=sum(line.spent_s for line in lines),
                    experiments=sum(line.experiments for line in lines),
                    runs=len(lines),
                )
                for task, lines in by_task.items()
                if any(line.experiments for line in lines) and not any(line.verdicts.get(better) for line in lines)
            ),
            sum(line.spent_s for line in self.lines),
        )

    def phases(self) -> tuple[Phase, ...]:
        """Where the time went, the longest first."""
        whole = sum(self.phase_s.values())
        known = sorted(self.phase_s.items(), key=lambda item: (-item[1], item[0]))[: len(PHASES)]
        return tuple(Phase(name=name, seconds=seconds, share=seconds / whole) for name, seconds in known if seconds > 0)


Step = tuple[int, str, str, Effect]
"""Number, move, hypothesis and effect of a champion."""


def _champions(lab: Lab, row: Mapping[str, Any]) -> list[Step]:
    """The line from the champion back to the start, as far as it has effects."""
    found: list[Step] = []
    number = row["champion"]
    while number:
        step = lab.experiment(row["id"], number, "parent, move, hypothesis, factor, low, high, level")
        if step is None or not 0 <= step[0] < number:
            break
        parent, move, hypothesis, factor, low, high, level = step
        if factor is not None:
            found.append((number, move, hypothesis, Effect(factor=factor, low=low, high=high, level=level)))
        number = parent
    return found


def _line(
    lab: Lab,
    row: Mapping[str, Any],
    period: Period,
    zone: tzinfo,
    state: str,
    claims: Sequence[Claim],
    steps: Sequence[Step],
) -> RunLine:
    run = str(row["id"])
    body = next(lab.facts(run=run, kind="run_started")).body
    researcher = str(body.get("researcher", ""))
    proven = next((claim for claim in claims if claim.gain and claim.evidence), None)
    attempts = tuple(
        Attempt(attempt=claim.attempt, number=claim.number, gain=claim.gain, reason=one_line(claim.reason))
        for claim in claims
    )
    best = max(steps, key=lambda step: step[3].log_gain, default=None)
    return RunLine(
        run=one_line(run, limit=20),
        task=one_line(str(row["task"]), limit=80),
        state=state,
        researcher=one_line(researcher, limit=60),
        started=moment(row["started_at"], zone),
        last=moment(row["last_at"], zone),
        began_before=row["started_at"] < period.since,
        went_on=row["last_at"] > period.until,
        budget_s=float(body["budget_s"]),
        spent_s=row["spent_s"],
        experiments=row["experiments"],
        duplicates=row["duplicates"],
        verdicts=_verdicts([{named(Verdict(v) if v else None): count for v, count in lab.verdicts(run).items()}]),
        claim=proven.evidence[0] if proven else None,
        second_kind=proven.evidence[1] if proven and len(proven.evidence) > 1 else None,
        attempts=attempts,
        why_none="" if proven else _why_none(lab, row, claims),
        champion=row["champion"],
        belief=best and Belief(number=best[0], hypothesis=one_line(best[2], limit=240), steps=len(steps)),
        cost_usd=_cost(lab, run),
    )


def _cost(lab: Lab, run: str) -> float | None:
    """Dollars of its models; None where the price of some tokens is unknown."""
    cost_usd, unpriced = cost_of(lab, run)
    return None if unpriced else cost_usd


def _why_none(lab: Lab, row: Mapping[str, Any], claims: Sequence[Claim]) -> str:
    """Why a run has no claimed gain."""
    if claims:
        return one_line(claims[-1].reason, limit=240)
    if row["state"] != "ended":
        return f"unproven, champion #{row['champion']}" if row["champion"] else "nothing better so far"
    last = list(lab.facts(run=row["id"], kind="run_ended"))[-1]
    if (reason := str(last.body.get("reason", ""))) not in ENDINGS:
        return one_line(reason, limit=240)
    return NO_CANDIDATE if row["experiments"] else "nothing was tried"


def _verdicts(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Experiments by verdict in words, in the order of a reader's interest."""
    whole: Counter[str] = Counter()
    for each in counts:
        whole.update(each)
    return {name: whole[name] for name in (*map(named, Verdict), named(None)) if whole[name]}


def _dearest(found: Iterable[DeadEnd], whole_s: float) -> tuple[DeadEnd, ...]:
    worth = (end for end in found if end.spent_s >= WORTH_TELLING * whole_s)
    return tuple(sorted(worth, key=lambda end: (-end.spent_s, end.name))[:MAX_LISTED])


def _human(lab: Lab, runs: set[str], period: Period) -> float | None:
    """Seconds of a person's time in the runs, and of the lab's own within the period."""
    found = [
        float(fact.body["human_s"])
        for fact in lab.facts(kind="human")
        if fact.run in runs or (fact.run is None and period.holds(fact.at))
    ]
    return sum(found) if found else None


def _never_held(lab: Lab, runs: Sequence[str]) -> tuple[NeverHeld, ...]:
    return tuple(
        NeverHeld(hypothesis=one_line(hypothesis, limit=240), runs=count, tried=tried)
        for hypothesis, count, tried in lab.never_better(runs, limit=MAX_LISTED)
    )


def _told(row: Mapping[str, Any], zone: tzinfo) -> str:
    """A run in a few words."""
    run, task = one_line(str(row["id"]), limit=20), one_line(str(row["task"]), limit=80)
    return f"{run} on {task}, {moment(row['last_at'], zone)}"
