"""A claim that travels: one file with task, change, the facts of the claim in their chain, and the seeds opened.

    leadscrew-claim 1\\n            the first line
    zlib(canonical JSON)           a `Parcel`

Covered: a file that is cut off, damaged or too large; a fact that was changed, removed or put in; contents that are not
what the facts name; seeds that are not those of the commitment, or pairs that used others.
Not covered: a whole record written anew, which nobody's signature excludes yet: compare the last hash with the one that
the claim's commit names, and measure again.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from leadscrew.core.seed import Purpose, commitment, problem_seed
from leadscrew.errors import RecordError
from leadscrew.ledger.chain import Fact, canonical, leaf_hash, read_leaf

MAGIC = b"leadscrew-claim 1\n"
MOST_BYTES = 256 << 20
"""Unpacked; more is not read."""
NEEDED = ("run_started", "noise", "tests", "full_trial", "plan", "candidate")
"""Facts before the segment that come along alone, where the whole record of a run is too long to travel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What the file holds; everything in it is hostile until it was checked."""

    leadscrew: str
    """Version that wrote it."""
    lab: str
    run: str
    secret: str
    """Of the run's seeds, 64 hex digits."""
    apart: list[str]
    """Leaves of facts before the segment, without what lies between them; empty where the segment is whole."""
    facts: list[str]
    """Leaves of consecutive facts of the record, up to the run's end."""
    artefacts: dict[str, str]
    """Contents by SHA-256, in base 64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A claim as a checked file holds it."""

    lab: str
    run: str
    version: str
    whole: bool
    """Whether all facts from the run's start are there, each bound to the one before."""
    head: str
    """Hash of the fact that holds the claim."""
    facts: tuple[Fact, ...]
    """Of this run, in order."""
    artefacts: Mapping[str, bytes]
    secret: bytes

    @property
    def started(self) -> Mapping[str, Any]:
        """The body of the fact that began the run."""
        return self._last("run_started")

    @property
    def claim(self) -> Mapping[str, Any]:
        """The body of the claim."""
        return self._last("claim")

    def of_kind(self, kind: str) -> tuple[Fact, ...]:
        """The run's facts of a kind, in order."""
        return tuple(fact for fact in self.facts if fact.kind == kind)

    def _last(self, kind: str) -> Mapping[str, Any]:
        return self.of_kind(kind)[-1].body


def packed(parcel: Parcel) -> bytes:
    """The bytes of a file."""
    return MAGIC + zlib.compress(canonical(parcel), 9)


def parcel_of(
    *, version: str, lab: str, run: str, secret: bytes, facts: Iterable[Fact], artefacts: Mapping[str, bytes],
    search_fits: bool = True,
) -> Parcel:  # fmt: skip
    """The parcel of a run whose facts, and those of others among them, are given from its start to its end.

    search_fits: without it the segment begins where the search was over, and few facts come from before.
    """
    apart: list[str] = []
    leaves: list[str] = []
    inside = search_fits
    for fact in facts:
        inside = inside or (fact.run == run and fact.kind == "search_over")
        if inside:
            leaves.append(fact.leaf.decode())
        elif fact.run == run and fact.kind in NEEDED:
            apart.append(fact.leaf.decode())
    return Parcel(
        leadscrew=version, lab=lab, run=run, secret=secret.hex(), apart=apart, facts=leaves,
        artefacts={digest: base64.b64encode(content).decode() for digest, content in artefacts.items()},
    )  # fmt: skip


def opened(content: bytes) -> Carried:
    """A claim from a file's bytes.  Raises RecordError, naming what is wrong, unless all of it fits together."""
    parcel = _parcel(content)
    apart = [_fact(leaf) for leaf in parcel.apart]
    facts = _chain(parcel.facts)
    own = tuple(fact for fact in (*apart, *facts) if fact.run == parcel.run)
    _ordered(apart, facts)
    for kind in ("run_started", "claim"):
        if not any(fact.kind == kind for fact in own):
            raise RecordError(f"the claim file holds no fact {kind!r} of run {parcel.run[:40]!r}")
    head = [fact for fact in facts if fact.run == parcel.run and fact.kind == "claim"]
    if not head:
        raise RecordError("the claim file's chain does not hold the claim")
    carried = Carried(
        lab=parcel.lab, run=parcel.run, version=parcel.leadscrew, facts=own, head=head[-1].hash,
        whole=not apart and facts[0].kind == "run_started" and facts[0].run == parcel.run,
        artefacts=_artefacts(parcel), secret=_secret(parcel),
    )  # fmt: skip
    _check_names(carried)
    _check_seeds(carried)
    return carried


def _parcel(content: bytes) -> Parcel:
    if not content.startswith(MAGIC):
        known = content[: len(MAGIC)]
        if known.startswith(b"leadscrew-claim "):
            raise RecordError("the claim file is of another version; a newer leadscrew may read it")
        raise RecordError("this is no claim file: its first line is not 'leadscrew-claim 1'")
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(content[len(MAGIC) :], MOST_BYTES)
    except zlib.error as exc:
        raise RecordError(f"the claim file is damaged: {exc}") from exc
    if unpacking.unconsumed_tail:
        raise RecordError(f"the claim file unpacks to more than {MOST_BYTES >> 20} MB; nothing of it was read")
    if not unpacking.eof:
        raise RecordError("the claim file is cut off")
    if unpacking.unused_data:
        raise RecordError("the claim file has something behind its end")
    try:
        parcel = msgspec.json.decode(text, type=Parcel, strict=True)
        same = canonical(parcel) == text
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as exc:
        raise RecordError(f"the claim file is malformed: {exc}") from exc
    if not same:
        raise RecordError("the claim file is not in canonical form: something was added or written anew")
    return parcel


def _fact(leaf: str) -> Fact:
    try:
        return read_leaf(leaf.encode())
    except UnicodeError as exc:
        raise RecordError(f"a fact cannot be read: {exc}") from exc


def _chain(leaves: list[str]) -> tuple[Fact, ...]:
    """Facts that each follow the one before.  Raises RecordError at the first that does not."""
    facts: list[Fact] = []
    for leaf in leaves:
        fact = _fact(leaf)
        if facts:
            before = leaf_hash(leaves[len(facts) - 1].encode())
            if fact.seq != facts[-1].seq + 1 or fact.prev != before:
                raise RecordError(
                    f"fact {fact.seq} ({fact.kind[:40]!r}) does not follow fact {facts[-1].seq} "
                    f"({facts[-1].kind[:40]!r}): one of the two was changed, or a fact was removed or put in"
                )
        facts.append(fact)
    if not facts:
        raise RecordError("the claim file holds no facts")
    return tuple(facts)


def _ordered(apart: list[Fact], facts: tuple[Fact, ...]) -> None:
    numbers = [fact.seq for fact in (*apart, facts[0])]
    if numbers != sorted(set(numbers)):
        raise RecordError("the claim file's facts are not in order")


def _artefacts(parcel: Parcel) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for digest, text in parcel.artefacts.items():
        try:
            content = base64.b64decode(text, validate=True)
        except ValueError as exc:
            raise RecordError(f"content {digest[:12]!r} of the claim file cannot be read: {exc}") from exc
        if hashlib.sha256(content).hexdigest() != digest:
            raise RecordError(f"content {digest[:12]!r} of the claim file is not what its name says: it was changed")
        found[digest] = content
    return found


def _secret(parcel: Parcel) -> bytes:
    try:
        secret = bytes.fromhex(parcel.secret)
    except ValueError as exc:
        raise RecordError("the claim file's seeds cannot be read") from exc
    return secret


def _check_names(carried: Carried) -> None:
    """Every content that task and claim are made of is there."""
    started, claim = carried.started, carried.claim
    try:
        files = claim["files"] or {}
        names = {
            "task.toml": started["settings_artefact"],
            "judge.py": started["judge_artefact"],
            **{f"start/{path}": digest for path, digest in started["start_files"].items()},
            **{f"the change's {path}": digest for path, digest in files.items() if digest is not None},
        }
    except (KeyError, TypeError, AttributeError) as exc:
        raise RecordError(f"the claim file's run does not say what it is made of: {exc!r}") from exc
    for what, digest in names.items():
        if not isinstance(digest, str) or digest not in carried.artefacts:
            raise RecordError(f"the claim file lacks {what[:80]!r}")


def _check_seeds(carried: Carried) -> None:
    """The secret is the one that was committed to before the run, and the claim's problems came from it."""
    if commitment(carried.secret) != carried.started.get("commitment"):
        raise RecordError("the claim file's seeds are not those that the run committed to")
    seen: set[tuple[str, int]] = set()
    for fact in carried.of_kind("claim_pair"):
        try:
            purpose, counter, seed = Purpose(fact.body["kind"]), int(fact.body["counter"]), fact.body["pair"]["seed"]
        except (KeyError, TypeError, ValueError) as exc:
            raise RecordError(f"fact {fact.seq}: a pair of the claim cannot be read: {exc!r}") from exc
        ours = problem_seed(carried.secret, purpose, counter).value
        if purpose not in (Purpose.CLAIM, Purpose.HELD_OUT) or ours != seed:
            raise RecordError(f"fact {fact.seq}: a pair of the claim is on a problem that the seeds do not give")
        if (purpose, counter) in seen:
            raise RecordError(f"fact {fact.seq}: two pairs of the claim are on one problem")
        seen.add((purpose, counter))
