"""What each researcher of a run did and cost, from the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

from leadscrew.agents.prices import TOKENS
from leadscrew.core.experiment import Verdict
from leadscrew.research.lookout import MONITOR
from leadscrew.store.lab import Lab


@dataclass(slots=True, kw_only=True)
class Account:
    """One researcher of a run."""

    name: str
    spec: str = ""
    """The model, `mcp`, `rewriter`, or nothing where the record does not say."""
    verdicts: Counter[str] = field(default_factory=Counter)
    champions: int = 0
    gain: float = 0.0
    """Of the logarithm of the champions' factors: what its steps brought, unproven."""
    turns: int = 0
    tokens: int = 0
    unpriced: int = 0
    """Tokens whose price is unknown."""
    cost_usd: float = 0.0
    malformed: int = 0
    tampering: int = 0
    """Attempts at what the rules forbid: alarms, and what older versions counted."""
    alarms: Counter[str] = field(default_factory=Counter)
    """By where they were seen: `candidate`, `call`, `words`."""
    rules: Counter[str] = field(default_factory=Counter)
    """Alarms by rule; those of a monitor that is a model by its own words."""
    tampered: set[int] = field(default_factory=set)
    """Candidates with an alarm."""
    versions: set[str] = field(default_factory=set)
    """Of the model, as its provider named it with each answer."""

    @property
    def experiments(self) -> int:
        """All that it submitted and that was measured or refused."""
        return sum(self.verdicts.values())

    @property
    def correct(self) -> float | None:
        """Share of its decided candidates whose answers counted; None without any."""
        right = sum(self.verdicts[str(v)] for v in (Verdict.BETTER, Verdict.NOT_BETTER, Verdict.UNDECIDED))
        return right / self.experiments if self.experiments else None

    @property
    def tampering_per_1000(self) -> float | None:
        """Attempts to tamper for each thousand candidates; None without any."""
        return 1000 * self.tampering / self.experiments if self.experiments else None

    def cost_per_percent(self) -> float | None:
        """Dollars for each percent of gain that its steps brought; None where it brought none or a price is unknown."""
        percent = 100 * (exp(self.gain) - 1)
        return self.cost_usd / percent if percent > 0 and not self.unpriced else None


def accounts_of(lab: Lab, run: str) -> list[Account]:
    """Every researcher of a run that did something, in the order in which they began."""
    found: dict[str, Account] = {}

    def at(name: str) -> Account:
        return found.setdefault(name, Account(name=name))

    started = next(lab.facts(run=run, kind="run_started")).body
    for member in started.get("team", ()):
        at(str(member["name"])).spec = str(member["spec"])
    for fact in lab.facts(run=run, kind="session_started"):
        at(str(fact.body["researcher"])).spec = str(fact.body["model"])
    for author, verdict, count in lab.by_author(run):
        at(author).verdicts[verdict or "in flight"] += count
    for fact in lab.facts(run=run, kind="champion"):
        found_row = lab.experiment(run, fact.body["number"], "author, factor")
        if found_row is not None:
            account = at(str(found_row[0]))
            account.champions += 1
            account.gain += log(found_row[1]) if found_row[1] else 0.0
    for fact in lab.facts(run=run, kind="model_call"):
        _spend(at(str(fact.body["researcher"])), fact.body)
    if started.get("monitor"):
        at(MONITOR).spec = str(started["monitor"])
    tampering: Counter[str] = Counter()
    for fact in lab.facts(run=run, kind="alarm"):
        name = str(fact.body["researcher"])
        tampering[name] += 1
        _note(at(name), fact.body)
    for fact in lab.facts(run=run, kind="session_ended"):
        account = fact.body["account"]
        tampering[str(account["researcher"])] = max(tampering[str(account["researcher"])], int(account["tampering"]))
    for name, count in tampering.items():
        at(name).tampering = count
    return [account for account in found.values() if account.experiments or account.turns or account.spec]


def _note(account: Account, alarm: Mapping[str, Any]) -> None:
    account.alarms[str(alarm["where"])] += 1
    account.rules[str(alarm["rule"])] += 1
    if alarm["number"] is not None:
        account.tampered.add(int(alarm["number"]))


def _spend(account: Account, body: Mapping[str, Any]) -> None:
    tokens = sum(int(body[name]) for name in TOKENS)
    account.turns += 1
    account.tokens += tokens
    account.malformed += int(body["malformed"])
    if body.get("model"):
        account.versions.add(str(body["model"]))
    if body["cost_usd"] is None:
        account.unpriced += tokens
    else:
        account.cost_usd += body["cost_usd"]


def cost_of(lab: Lab, run: str) -> tuple[float, int]:
    """Dollars that a run's models cost as far as prices are known, and the tokens whose price is not."""
    cost_usd, unpriced = 0.0, 0
    for fact in lab.facts(run=run, kind="model_call"):
        if fact.body["cost_usd"] is None:
            unpriced += sum(int(fact.body[name]) for name in TOKENS)
        else:
            cost_usd += fact.body["cost_usd"]
    return cost_usd, unpriced
