"""A claim that travels: one file with task, change, the facts of the claim in their chain, and the seeds opened.

    leadscrew-claim 1\\n            the first line
    zlib(canonical JSON)           a `Parcel`

Covered: a file that is cut off, damaged or too large; a fact that was changed, removed or put in; contents that are not
what the facts name, or that nothing names; seeds that are not those of the commitment, or pairs that used others.
Not covered: a whole record written anew, which nobody's signature excludes yet: compare the last hash with the one that
the claim's commit names, and measure again.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from leadscrew.core.seed import Purpose, commitment, problem_seed
from leadscrew.errors import BadInput, RecordError
from leadscrew.ledger.chain import Fact, canonical, leaf_hash, read_leaf

MAGIC = b"leadscrew-claim 1\n"
MOST_BYTES = 64 << 20
"""Unpacked; more is not read. As objects the smallest things in it take some twenty times as much."""
MOST_FACTS_BYTES = 16 << 20
"""Of facts that travel whole; of a longer run only those from the end of its search on do."""
MOST_FILES = 10_000
PLAIN = {
    "leadscrew": re.compile(r"[0-9A-Za-z.+-]{1,60}"),
    "lab": re.compile(r"[0-9a-f]{16}"),
    "run": re.compile(r"r[1-9][0-9]{0,8}"),
    "secret": re.compile(r"[0-9a-f]{64}"),
    "seal": re.compile(r"[0-9a-f]{64}"),
}
"""What the names in a file look like: nothing that could be more than a name when it is shown."""
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
    seal: str
    """Of all leaves, see `seal_of`: what lies apart and the last fact are bound by nothing else."""
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
    """The bytes of a file.  Raises BadInput where nobody could read it, since it is too large."""
    text = canonical(parcel)
    if len(text) > MOST_BYTES:
        raise BadInput(f"the claim is too large to travel: {len(text) >> 20} MB, at most {MOST_BYTES >> 20} are read")
    return MAGIC + zlib.compress(text, 9)


def seal_of(leaves: Iterable[str]) -> str:
    """SHA-256 over the hashes of all leaves: finds a change, not a change whose author sealed it again."""
    return hashlib.sha256("".join(leaf_hash(leaf.encode()) for leaf in leaves).encode()).hexdigest()


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
        seal=seal_of([*apart, *leaves]),
        artefacts={digest: base64.b64encode(content).decode() for digest, content in artefacts.items()},
    )  # fmt: skip


def opened(content: bytes) -> Carried:
    """A claim from a file's bytes.  Raises RecordError, naming what is wrong, unless all of it fits together."""
    parcel = _parcel(content)
    apart = tuple(_fact(leaf) for leaf in parcel.apart)
    facts = _chain(parcel.facts)
    _check_ends(parcel.run, apart, facts)
    if seal_of([*parcel.apart, *parcel.facts]) != parcel.seal:
        raise RecordError("the claim file's seal is not that of its facts: one was changed, removed or put in")
    own = tuple(fact for fact in (*apart, *facts) if fact.run == parcel.run)
    carried = Carried(
        lab=parcel.lab, run=parcel.run, version=parcel.leadscrew, facts=own, whole=not apart,
        head=next(fact.hash for fact in reversed(own) if fact.kind == "claim"),
        artefacts=_artefacts(parcel), secret=bytes.fromhex(parcel.secret),
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
    for name, form in PLAIN.items():
        if not form.fullmatch(getattr(parcel, name)):
            raise RecordError(f"the claim file's {name!r} is {getattr(parcel, name)[:60]!r}, expected {form.pattern}")
    return parcel


def _fact(leaf: str) -> Fact:
    try:
        return read_leaf(leaf.encode())
    except (UnicodeError, RecursionError) as exc:
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


def _check_ends(run: str, apart: tuple[Fact, ...], facts: tuple[Fact, ...]) -> None:
    """The facts are those of a run from its start, or from the end of its search, to its end, in order."""
    numbers = [fact.seq for fact in (*apart, facts[0])]
    if numbers != sorted(set(numbers)) or numbers[0] < 1:
        raise RecordError("the claim file's facts are not in order")
    if odd := next((fact for fact in apart if fact.run != run or fact.kind not in NEEDED), None):
        raise RecordError(f"fact {odd.seq} ({odd.kind[:40]!r}) of the claim file has no place before its chain")
    kinds = [fact.kind for fact in (*apart, *facts) if fact.run == run]
    for kind in ("run_started", "claim", "run_ended"):
        if kind not in kinds or (kind != "claim" and kinds.count(kind) > 1):
            raise RecordError(f"the claim file holds {kinds.count(kind)} facts {kind!r} of run {run!r}, expected one")
    ends = [(fact.run, fact.kind) for fact in (facts[0], facts[-1])]
    first = "search_over" if apart else "run_started"
    if ends != [(run, first), (run, "run_ended")]:
        raise RecordError(
            f"the claim file's chain goes from {ends[0][1][:40]!r} to {ends[1][1][:40]!r}, expected from {first!r} to "
            f"'run_ended' of run {run!r}: facts were left out or put in"
        )


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


def _check_names(carried: Carried) -> None:
    """Every content that task and claim are made of is there, and nothing else is."""
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
    if len(names) > MOST_FILES:
        raise RecordError(f"the claim file's program has {len(names):,} files, at most {MOST_FILES:,} are read")
    for what, digest in names.items():
        if not isinstance(digest, str) or digest not in carried.artefacts:
            raise RecordError(f"the claim file lacks {what[:80]!r}")
    if left := set(carried.artefacts) - set(names.values()):
        raise RecordError(f"the claim file holds content {min(left)[:12]!r}, which nothing in it names")
    size_bytes = sum(len(carried.artefacts[digest]) for digest in names.values())
    if size_bytes > MOST_BYTES:  # one content may stand in many places
        raise RecordError(f"the claim file's program has {size_bytes >> 20} MB, at most {MOST_BYTES >> 20} MB are read")


def _check_seeds(carried: Carried) -> None:
    """The secret is the one that was committed to before the run, and the claim's problems came from it."""
    if commitment(carried.secret) != carried.started.get("commitment"):
        raise RecordError("the claim file's seeds are not those that the run committed to")
    seen: set[tuple[str, int]] = set()
    for fact in carried.of_kind("claim_pair"):
        try:
            purpose, counter, seed = Purpose(fact.body["kind"]), fact.body["counter"], fact.body["pair"]["seed"]
        except (KeyError, TypeError, ValueError) as exc:
            raise RecordError(f"fact {fact.seq}: a pair of the claim cannot be read: {exc!r}") from exc
        if type(counter) is not int or not 0 <= counter < 1 << 63:
            raise RecordError(f"fact {fact.seq}: a pair of the claim has no number, but a {type(counter).__name__!r}")
        ours = problem_seed(carried.secret, purpose, counter).value
        if purpose not in (Purpose.CLAIM, Purpose.HELD_OUT) or type(seed) is not int or ours != seed:
            raise RecordError(f"fact {fact.seq}: a pair of the claim is on a problem that the seeds do not give")
        if (purpose, counter) in seen:
            raise RecordError(f"fact {fact.seq}: two pairs of the claim are on one problem")
        seen.add((purpose, counter))
