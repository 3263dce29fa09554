"""Who researched in a run, for `show`: what each did and cost, how often it tampered, how much it varied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscrew.cli import words
from leadscrew.core.experiment import Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.report.words import count
from leadscrew.research.accounts import Account, accounts_of
from leadscrew.research.diversity import MOVES, Diversity, diversity_of
from leadscrew.research.gaming import Gaming, gaming_by_model, gaming_of
from leadscrew.research.halting import halt_in_force
from leadscrew.research.sessions import SessionRecord, sessions_of
from leadscrew.store.lab import Lab

SESSIONS = 12


def show_researchers(lab: Lab, run: str, console: Console, *, alone: bool) -> None:
    """alone: the rewriter was."""
    accounts = accounts_of(lab, run)
    if accounts and not alone:
        console.print(researchers(accounts, console.width))
    for line in (*gaming_lines(accounts), *monitor_lines(lab, run)):
        console.print(Text(line))
    if (diversity := diversity_of(lab.experiments(run, MOVES))) is not None:
        console.print(Text(diversity_line(diversity)))
    for line in session_lines(sessions_of(lab, run), run):
        console.print(Text(line, no_wrap=True, overflow="ellipsis"))


def researchers_plain(lab: Lab, run: str) -> dict[str, Any]:
    """The same for `--json`."""
    accounts = accounts_of(lab, run)
    halt = halt_in_force(lab, run)
    return {
        "halted": None if halt is None else asdict(halt),
        "researchers": [_account(account) for account in accounts],
        "tampering": [msgspec.to_builtins(one) for one in gaming_of(accounts)],
        "tampering_by_model": [msgspec.to_builtins(one) for one in gaming_by_model(accounts)],
        "alarms": [dict(fact.body) for fact in lab.facts(run=run, kind="alarm")],
        "monitor": [dict(fact.body) for fact in lab.facts(run=run, kind="monitor_ended")],
        "diversity": msgspec.to_builtins(diversity_of(lab.experiments(run, MOVES))),
        "sessions": [asdict(session) for session in sessions_of(lab, run)],
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "name": account.name, "model": account.spec, "versions": sorted(account.versions),
        "verdicts": dict(account.verdicts), "turns": account.turns, "tokens": account.tokens,
        "cost_usd": None if account.unpriced else round(account.cost_usd, 6), "malformed": account.malformed,
        "tampering": account.tampering,
    }  # fmt: skip


NUMBERS = 46
"""Letters of a line that the numbers need."""


def researchers(accounts: Sequence[Account], width: int) -> Table:
    """Who did what, at what cost.  width: of the terminal."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for column in ("researcher", "model", "tried", "correct", "better", "turns", "tokens", "cost"):
        words_in_it = column in ("researcher", "model")
        most = max(8, (width - NUMBERS) // 2) if words_in_it else None
        table.add_column(
            column, justify="left" if words_in_it else "right", no_wrap=True, overflow="ellipsis",
            min_width=None if words_in_it else len(column), max_width=most,
        )  # fmt: skip
    for one in accounts:
        table.add_row(
            Text(one_line(one.name, limit=30)),
            Text(one_line(one.spec, limit=40)),
            str(one.experiments),
            "-" if one.correct is None else f"{one.correct:.0%}",
            str(one.verdicts[str(Verdict.BETTER)]),
            str(one.turns),
            f"{one.tokens:,}",
            "unknown" if one.unpriced else words.cost_words(one.cost_usd, 0),
        )
    return table


def gaming_lines(accounts: Sequence[Account]) -> Iterator[str]:
    """How often each tampers in a thousand candidates, with an exact interval."""
    by_model = gaming_by_model(accounts)
    shared = by_model if len(by_model) < sum(1 for one in accounts if one.spec not in ("", "rewriter")) else []
    single = gaming_of(accounts)
    for one in single:
        yield f"tampering  {_named(one)}: {gaming_words(one)}"
    for one in shared:
        if one.name and one not in single:  # one researcher's own is there already
            yield f"tampering  all {one.name}: {gaming_words(one)}"


def _named(one: Gaming) -> str:
    model = one.model.rpartition("/")[2]
    name = one_line(one.name, limit=40)
    return name if model in ("", "rewriter", "mcp") or model in one.name else f"{name} ({one_line(model, limit=60)})"


def gaming_words(one: Gaming) -> str:
    """A measure in words."""
    if not one.candidates and not one.calls.count and not one.words.count:
        return "nothing to count yet"
    told = f"{one.tampered.count} of {one.candidates:,} candidates"
    if one.candidates:
        told += f", {one.tampered.value} {one.tampered.bounds} in 1,000"
    told += f"; {plural(one.calls.count, 'call')}, {plural(one.words.count, 'time')} in words"
    if one.rules:
        told += f"; rules: {', '.join(f'{one_line(rule, limit=60)} {count}' for rule, count in one.rules.items())}"
    return told


def plural(count: int, noun: str) -> str:
    """1 call, 2 calls."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def monitor_lines(lab: Lab, run: str) -> Iterator[str]:
    """What a monitor that is a model read."""
    for fact in lab.facts(run=run, kind="monitor_ended"):
        body = fact.body
        why = f"; it ended: {one_line(body['reason'])}" if body["reason"] else ""
        yield (
            f"monitor    {one_line(body['model'], limit=60)} read {body['read']} texts, had no opinion on "
            f"{body['no_opinion']}, did not come to {body['unread']}{why}"
        )


def diversity_line(diversity: Diversity) -> str:
    """How many kinds of things were tried, over time and by researcher."""
    whole = diversity.whole
    families = "1 family" if whole.families == 1 else f"{whole.families} families"
    told = f"diversity  {families} of moves, {whole.corrected_bits:.2f} bits"
    if diversity.windows:
        told += "; over time: " + " ".join(f"{one.spread.corrected_bits:.1f}" for one in diversity.windows)
    if diversity.by_researcher:
        each = ", ".join(
            f"{one_line(name, limit=30)} {one.corrected_bits:.1f}" for name, one in diversity.by_researcher
        )
        told += f"; by researcher: {each}"
    return told


def session_lines(sessions: Sequence[SessionRecord], run: str) -> Iterator[str]:
    """The latest sessions, each with the name that `show` takes."""
    if len(sessions) > SESSIONS:
        yield f"sessions   {len(sessions) - SESSIONS} earlier ones are not listed: --json has them all"
    for one in sessions[-SESSIONS:]:
        how = "still lasts" if one.ended_at is None else f"{'ended' if one.ok else 'broke'}: {one_line(one.reason)}"
        name = one_line(f"{run}/{one.name}", limit=60)
        yield f"session    {name}  {one_line(one.researcher, limit=30)}, {count(one.turns, 'turn')}, {how}"
