"""What a model's tokens cost, from one table that a person can override; unknown is not nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from leadscrew.errors import BadInput

TABLE = Path(__file__).with_name("prices.toml")
TOKENS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
"""What a call of a model is counted in; `input_tokens` without the cached ones."""
PARTS = ("input", "output", "cache_read", "cache_write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens."""

    input: float
    output: float
    cache_read: float | None = None
    """None: as any other input."""
    cache_write: float | None = None

    def of(self, used: Mapping[str, Any]) -> float:
        """Dollars of one call: `input_tokens` (without the cached ones), `output_tokens`, `cache_…_tokens`."""
        read = self.input if self.cache_read is None else self.cache_read
        write = self.input if self.cache_write is None else self.cache_write
        parts = (
            (self.input, "input_tokens"), (self.output, "output_tokens"), (read, "cache_read_tokens"),
            (write, "cache_write_tokens"),
        )  # fmt: skip
        return float(sum(price * used.get(name, 0) for price, name in parts)) / 1e6


class Prices:
    """The table in force."""

    def __init__(self, own: Path | None = None) -> None:
        """own: a person's table, whose entries come first.  Raises BadInput."""
        self._own = _read(own) if own is not None else {}
        self._known = {**_read(TABLE), **self._own}

    def of(self, model: str) -> Price | None:
        """The price of a model, whatever provider its name begins with; None where it is unknown."""
        return _found(self._known, model)

    def own(self, model: str) -> Price | None:
        """Its price by the person's own table."""
        return _found(self._own, model)


DATED = re.compile(r"[-@](\d{6,8}|\d{4}-\d{2}-\d{2}|latest|preview)")
"""What may follow a name that is in a table: a date, and nothing that makes it another model."""


def _found(table: Mapping[str, Price], model: str) -> Price | None:
    parts = model.split("/")
    for name in ("/".join(parts[place:]) for place in range(len(parts))):
        fits = [
            known for known in table
            if name == known or (name.startswith(known) and DATED.fullmatch(name[len(known):]))
        ]  # fmt: skip
        if fits:
            return table[max(fits, key=len)]
    return None


def _read(path: Path) -> dict[str, Price]:
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("prices", {})
    except (OSError, ValueError) as exc:
        raise BadInput(f"--prices {str(path)!r}: cannot be read as TOML: {exc}") from exc
    found = {}
    for name, parts in table.items() if isinstance(table, dict) else ():
        if not isinstance(parts, dict) or {"input", "output"} - set(parts) or set(parts) - set(PARTS):
            raise BadInput(f"--prices {str(path)!r}: {name!r} needs input and output, and may have {PARTS[2:]}")
        if bad := [part for part, value in parts.items() if not _is_price(value)]:
            raise BadInput(
                f"--prices {str(path)!r}: {name!r}: {bad[0]} is {parts[bad[0]]!r}, expected dollars, 0 or more"
            )
        found[str(name)] = Price(**{part: float(value) for part, value in parts.items()})
    if not found:
        raise BadInput(f"--prices {str(path)!r}: holds no table [prices]")
    return found


def _is_price(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0
