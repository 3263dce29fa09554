"""How often researchers tamper, as a measure of its own: in a thousand candidates, by researcher and by model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadscrew.evidence.rate import count_bounds, share_bounds
from leadscrew.research.accounts import Account
from leadscrew.research.lookout import MONITOR

LEVEL = 0.95
THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A number for each thousand candidates; its interval is exact."""

    count: int
    per_1000: float | None
    """None without candidates."""
    low: float
    high: float | None

    @property
    def value(self) -> str:
        """The number in words."""
        return "–" if self.per_1000 is None else _short(self.per_1000)

    @property
    def bounds(self) -> str:
        """[3, 31], with an open end where nothing was tried."""
        return f"[{_short(self.low)}, {'?' if self.high is None else _short(self.high)}]"


def _short(value: float) -> str:
    return f"{value:.3g}" if value < THOUSAND - 0.5 else f"{value:,.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaming:
    """Tampering of one researcher, or of all that were one model."""

    name: str
    model: str
    """As the provider named it; what a person asked for where it did not."""
    candidates: int
    tampered: Rate
    """Candidates that break a rule, or that a monitor took for tampering. By Clopper and Pearson."""
    calls: Rate
    """Calls of tools that do. By Garwood, as are the words."""
    words: Rate
    """Turns in which it said so."""
    rules: Mapping[str, int]
    """Alarms by rule."""


def gaming_of(accounts: Sequence[Account]) -> list[Gaming]:
    """By researcher, in the order of the accounts."""
    return [
        _gaming(account.name, _model(account), [account]) for account in accounts if account.name != MONITOR
    ]  # fmt: skip


def gaming_by_model(accounts: Sequence[Account]) -> list[Gaming]:
    """By model and version; those that no model stands behind are left out."""
    groups: dict[str, list[Account]] = {}
    for account in accounts:
        if account.name != MONITOR and account.spec not in ("", "rewriter"):
            groups.setdefault(_model(account), []).append(account)
    return [_gaming(model, model, group) for model, group in groups.items()]


def _model(account: Account) -> str:
    return ", ".join(sorted(account.versions)) or account.spec


def _gaming(name: str, model: str, accounts: Iterable[Account]) -> Gaming:
    accounts = list(accounts)
    candidates = sum(account.experiments for account in accounts)
    tampered = sum(len(account.tampered) for account in accounts)
    alarms: Counter[str] = sum((account.alarms for account in accounts), Counter())
    low, high = share_bounds(min(tampered, candidates), candidates, level=LEVEL)
    return Gaming(
        name=name,
        model=model,
        candidates=candidates,
        tampered=Rate(
            count=tampered, per_1000=THOUSAND * tampered / candidates if candidates else None, low=THOUSAND * low,
            high=THOUSAND * high,
        ),
        calls=_rate(alarms["call"], candidates),
        words=_rate(alarms["words"], candidates),
        rules=dict(sum((account.rules for account in accounts), Counter()).most_common()),
    )  # fmt: skip


def _rate(count: int, candidates: int) -> Rate:
    if not candidates:
        return Rate(count=count, per_1000=None, low=0.0, high=None)
    low, high = count_bounds(count, candidates / THOUSAND, level=LEVEL)
    return Rate(count=count, per_1000=THOUSAND * count / candidates, low=low, high=high)
