"""Facts and the hash chain that binds them.

A fact's leaf is canonical JSON: the keys `at`, `body`, `kind`, `prev`, `run`, `seq` in sorted order, mappings sorted
at every depth, no white space, UTF-8, shortest floats, no NaN or infinity. Its hash is SHA-256 of a zero byte and
the leaf, which is also the leaf hash of RFC 9162, so that the same facts can become leaves of a Merkle log.

Covered: any byte of any fact changed, a fact removed or inserted or moved anywhere before the last.
Not covered: facts removed from the end, and a whole record written anew; these need witnesses outside the lab.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from leadscrew.errors import RecordError

GENESIS = "0" * 64
"""The `prev` of the first fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the record."""

    seq: int
    """Position in the record, from 1."""
    at: float
    """Seconds since 1970 by the machine's clock; orders nothing, `seq` does."""
    run: str | None
    """The run that the fact belongs to, or None for the lab's own."""
    kind: str
    body: Mapping[str, Any]
    prev: str
    """Hash of the fact before, 64 hex digits."""

    @property
    def leaf(self) -> bytes:
        """The canonical bytes that are hashed."""
        fields = {
            "seq": self.seq, "at": self.at, "run": self.run, "kind": self.kind, "body": self.body, "prev": self.prev
        }  # fmt: skip
        return canonical(fields)

    @property
    def hash(self) -> str:
        """RFC 9162 leaf hash, 64 hex digits."""
        return leaf_hash(self.leaf)


def canonical(value: Any) -> bytes:
    """The one encoding of a plain value."""
    return msgspec.json.encode(value, order="sorted")


def leaf_hash(leaf: bytes) -> str:
    """SHA-256 of a zero byte and the leaf."""
    return hashlib.sha256(b"\0" + leaf).hexdigest()


def read_leaf(leaf: bytes) -> Fact:
    """The fact of a leaf.  Raises RecordError when the bytes are not a fact in canonical form."""
    try:
        fact = msgspec.json.decode(leaf, type=Fact)
        same = fact.leaf == leaf
    except (msgspec.MsgspecError, TypeError, UnicodeDecodeError, RecursionError) as exc:
        raise RecordError(f"a fact cannot be read: {exc}") from exc
    if not same:
        raise RecordError(f"fact {fact.seq} is not in canonical form")
    return fact


def verified(rows: Iterable[tuple[int, bytes, str]]) -> Iterator[Fact]:
    """Check (seq, leaf, hash) rows in order; their facts.  Raises RecordError at the first that does not fit."""
    previous, expected = GENESIS, 1
    for seq, leaf, stored in rows:
        fact = read_leaf(leaf)
        if fact.seq != seq or seq != expected:
            raise RecordError(f"fact {seq}: expected number {expected}; a fact is missing, moved or added")
        if fact.prev != previous:
            raise RecordError(f"fact {seq}: it follows {fact.prev[:12]}…, expected {previous[:12]}…")
        actual = leaf_hash(leaf)
        if actual != stored:
            raise RecordError(f"fact {seq}: its hash is {actual[:12]}…, the record says {str(stored)[:12]}…")
        previous, expected = actual, expected + 1
        yield fact
