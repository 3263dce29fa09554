"""A claim file: what was packed comes back, and nothing else that looks like one is taken."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.seed import Purpose, commitment, problem_seed
from leadscrew.errors import BadInput, RecordError
from leadscrew.ledger import claim_file
from leadscrew.ledger.chain import GENESIS, Fact, canonical
from leadscrew.ledger.claim_file import MAGIC, MOST_BYTES, Parcel, opened, packed, parcel_of, seal_of

SECRET = b"s" * 32
SETTINGS, JUDGE, START, CHANGE = b"goal", b"judge", b"old", b"new"
LAB = "0123456789abcdef"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


CONTENTS = {digest(content): content for content in (SETTINGS, JUDGE, START, CHANGE)}


def pair(counter: Any, purpose: str = "claim", **more: Any) -> tuple[str, str, dict[str, Any]]:
    seed = problem_seed(SECRET, Purpose(purpose), int(counter)).value
    return "claim_pair", "r1", {"attempt": 1, "kind": purpose, "counter": counter, "pair": {"seed": seed}, **more}


def entries(*, pairs: int = 3, extra: Iterable[tuple[str, str | None, Any]] = (), **started: Any) -> list[Any]:
    """Kind, run and body of each fact of a run with a claim."""
    body = {
        "settings_artefact": digest(SETTINGS), "judge_artefact": digest(JUDGE), "commitment": commitment(SECRET),
        "start_files": {"a.py": digest(START)}, **started,
    }  # fmt: skip
    return [
        ("run_started", "r1", body),
        ("noise", "r1", {"scale": 0.01}),
        ("candidate", "r1", {"number": 1}),
        ("paused", None, {"who": "Ada"}),
        ("search_over", "r1", {}),
        *(pair(counter) for counter in range(pairs)),
        *extra,
        ("claim", "r1", {"gain": True, "files": {"a.py": digest(CHANGE)}}),
        ("run_ended", "r1", {"gain": True}),
    ]


def chained(told: Iterable[tuple[str, str | None, Any]], first: int = 7) -> list[Fact]:
    facts: list[Fact] = []
    for seq, (kind, run, body) in enumerate(told, first):
        prev = facts[-1].hash if facts else GENESIS
        facts.append(Fact(seq=seq, at=1.5, run=run, kind=kind, body=body, prev=prev))
    return facts


def parcel(told: Iterable[Any] | None = None, *, search_fits: bool = True, **changed: Any) -> Parcel:
    facts = chained(entries() if told is None else told)
    made = parcel_of(
        version="0.1.0", lab=LAB, run="r1", secret=SECRET, facts=facts, artefacts=CONTENTS, search_fits=search_fits
    )
    return replace(made, **changed)


def sealed(made: Parcel) -> bytes:
    return packed(replace(made, seal=seal_of([*made.apart, *made.facts])))


def refused(content: bytes, *words: str) -> None:
    with pytest.raises(RecordError) as caught:
        opened(content)
    for word in words:
        assert word in str(caught.value)


FILE = packed(parcel())


@given(pairs=st.integers(0, 8), search_fits=st.booleans(), counters=st.integers(0, 1 << 62))
def test_what_was_packed_comes_back(pairs, search_fits, counters):
    told = entries(pairs=pairs, extra=[pair(counters, "held_out")])
    carried = opened(packed(parcel(told, search_fits=search_fits)))
    facts = chained(told)
    assert (carried.lab, carried.run, carried.version, carried.secret) == (LAB, "r1", "0.1.0", SECRET)
    assert carried.whole is search_fits and carried.head == facts[-2].hash and carried.artefacts == CONTENTS
    assert carried.started == told[0][2] and carried.claim == told[-2][2]
    assert len(carried.of_kind("claim_pair")) == pairs + 1


@given(data=st.data())
def test_a_file_with_any_byte_changed_is_refused(data):
    place = data.draw(st.integers(0, len(FILE) - 1))
    flip = data.draw(st.integers(1, 255))
    refused(FILE[:place] + bytes([FILE[place] ^ flip]) + FILE[place + 1 :])


def test_a_file_that_is_cut_off_anywhere_is_refused():
    for length in range(len(FILE)):
        refused(FILE[:length])


@given(st.binary(max_size=200))
def test_what_is_no_claim_file_is_refused(content):
    refused(content)
    refused(MAGIC + content)
    refused(MAGIC + zlib.compress(content))
    refused(FILE + b"x" + content, "behind its end")


PARTS = ("apart", "facts")


@given(data=st.data(), fits=st.booleans())
def test_a_file_with_a_fact_removed_doubled_or_moved_is_refused(data, fits):
    made = parcel(search_fits=fits)
    part = data.draw(st.sampled_from([part for part in PARTS if getattr(made, part)]))
    leaves = list(getattr(made, part))
    one, other = (data.draw(st.integers(0, len(leaves) - 1)) for _ in range(2))
    refused(packed(replace(made, **{part: leaves[:one] + leaves[one + 1 :]})))
    refused(packed(replace(made, **{part: [*leaves[:one], leaves[one], *leaves[one:]]})))
    if one != other:
        leaves[one], leaves[other] = leaves[other], leaves[one]
        refused(packed(replace(made, **{part: leaves})))


@given(data=st.data(), fits=st.booleans(), more=st.text(), seal_again=st.booleans())
def test_a_file_with_a_fact_changed_is_refused(data, fits, more, seal_again):
    """Whoever seals it again still has to write all facts anew that come after in the chain."""
    made = parcel(search_fits=fits)
    part = "facts" if seal_again else data.draw(st.sampled_from([part for part in PARTS if getattr(made, part)]))
    leaves = list(getattr(made, part))
    place = data.draw(st.integers(0, len(leaves) - (2 if seal_again else 1)))
    fact = msgspec.json.decode(leaves[place])
    fact["body"]["more"] = more
    leaves[place] = canonical(fact).decode()
    changed = replace(made, **{part: leaves})
    refused(sealed(changed) if seal_again else packed(changed))


@given(data=st.data())
def test_a_leaf_with_any_character_changed_is_refused(data):
    made = parcel()
    index = data.draw(st.integers(0, len(made.facts) - 1))
    leaf = made.facts[index]
    place, letter = data.draw(st.integers(0, len(leaf) - 1)), data.draw(st.characters(exclude_categories=["Cs"]))
    changed = leaf[:place] + letter + leaf[place + 1 :]
    if changed != leaf:
        refused(packed(replace(made, facts=[*made.facts[:index], changed, *made.facts[index + 1 :]])))


def test_the_search_of_a_long_run_stays_at_home(monkeypatch):
    made = parcel(search_fits=False)
    assert [msgspec.json.decode(leaf)["kind"] for leaf in made.apart] == ["run_started", "noise", "candidate"]
    assert msgspec.json.decode(made.facts[0])["kind"] == "search_over"
    monkeypatch.setattr(claim_file, "MOST_BYTES", 1000)
    with pytest.raises(BadInput, match="too large to travel"):
        packed(made)


STRANGE = {
    "another lab's name": ({"lab": "\x1b[31m"}, "'lab'"),
    "a run that is none": ({"run": "r1\u202e"}, "'run'"),
    "a version of many words": ({"leadscrew": "1 2"}, "'leadscrew'"),
    "a short secret": ({"secret": "00"}, "'secret'"),
    "no facts": ({"facts": []}, "no facts"),
    "another secret": ({"secret": "11" * 32}, "committed"),
    "content that nothing names": ({"artefacts": {d: base64.b64encode(c).decode() for d, c in [
        *CONTENTS.items(), (digest(b"x"), b"x")]}}, "nothing in it names"),
    "less content": ({"artefacts": {}}, "lacks"),
    "other content": ({"artefacts": {digest(b"x"): ""}}, "it was changed"),
    "content that is no base 64": ({"artefacts": {digest(b"x"): "\u00fc"}}, "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_file_that_says_something_strange_is_refused_by_name(name):
    changed, word = STRANGE[name]
    refused(sealed(parcel(**changed)), word)


DEEP: list[Any] = []
for _ in range(900):
    DEEP = [DEEP]
FORGED = {
    "two starts": (entries(extra=[("run_started", "r1", {})]), "2 facts 'run_started'"),
    "two ends": (entries(extra=[("run_ended", "r1", {})]), "2 facts 'run_ended'"),
    "no claim": ([e for e in entries() if e[0] != "claim"], "'claim'"),
    "no end": (entries()[:-1], "'run_ended'"),
    "a foreign end": ([*entries(), ("x\x1b", "r2", {})], "chain goes from"),
    "a foreign beginning": ([("x", "r2", {}), *entries()], "chain goes from"),
    "files as a list": (entries(start_files=[1]), "made of"),
    "a digest as a list": (entries(judge_artefact=[1]), "lacks 'judge.py'"),
    "a pair for searching": (entries(extra=[pair(1, "search")]), "seeds do not give"),
    "a pair twice": (entries(extra=[pair(1)]), "one problem"),
    "a pair without a number": (entries(extra=[pair("1")]), "no number"),
    "a pair that is half a number": (entries(extra=[pair(1.0)]), "no number"),
    "a pair of nothing": (entries(extra=[("claim_pair", "r1", {})]), "cannot be read"),
    "a pair as a list": (entries(extra=[("claim_pair", "r1", {"kind": [], "counter": 1, "pair": []})]), "read"),
    "a secret that nobody committed to": (entries(commitment=None), "committed"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_record_that_was_written_anew_has_to_make_sense(name):
    told, word = FORGED[name]
    refused(packed(parcel(told)), word)


def test_facts_of_other_runs_and_of_no_interest_are_let_be():
    odd = [("x", "r2", {"a": DEEP}), ("\x1b[31m", "r1", {"n": 10**300, "t": "\u202e"}), ("claim", "r2", {})]
    assert opened(packed(parcel(entries(extra=odd)))).claim["gain"] is True


@pytest.mark.parametrize("depth", [990, 995, 1000, 5000, 100_000])
def test_no_depth_of_a_fact_is_too_much(depth):
    made = parcel()
    deep = made.facts[2].replace('"number":1', '"number":' + "[" * depth + "]" * depth)
    refused(sealed(replace(made, facts=[*made.facts[:2], deep, *made.facts[3:]])))


@pytest.mark.parametrize("text", ["NaN", "1e999", "-Infinity", '"\\ud800"', "9" * 5000, '1,"number":1', "1.0e0"])
def test_what_is_no_canonical_json_is_refused(text):
    made = parcel()
    odd = made.facts[2].replace('"number":1', f'"number":{text}')
    assert odd != made.facts[2]
    refused(sealed(replace(made, facts=[*made.facts[:2], odd, *made.facts[3:]])), "fact")


def test_a_bomb_is_not_unpacked():
    refused(MAGIC + zlib.compress(b" " * (MOST_BYTES + 1), 9), "unpacks to more than")


def test_a_long_file_is_read_up_to_the_bound_and_not_a_byte_beyond(monkeypatch):
    made = parcel(entries(pairs=2_000))
    text = canonical(made)
    monkeypatch.setattr(claim_file, "MOST_BYTES", len(text))
    content = packed(made)
    assert len(opened(content).of_kind("claim_pair")) == 2_000
    monkeypatch.setattr(claim_file, "MOST_BYTES", len(text) - 1)
    refused(content, "unpacks to more than")
    with pytest.raises(BadInput, match="too large to travel"):
        packed(made)


@pytest.mark.parametrize(
    ("name", "longest", "more"),
    [("leadscrew", "1" * 60, "1"), ("run", "r" + "1" * 9, "1"), ("lab", LAB, "0"), ("secret", SECRET.hex(), "00")],
)
def test_a_name_of_any_length_is_refused_and_said_in_few_words(name, longest, more):
    assert claim_file.PLAIN[name].fullmatch(longest)
    for left in (longest + more, longest + more * 1_000_000):
        with pytest.raises(RecordError, match=f"'{name}'") as caught:
            opened(sealed(parcel(**{name: left})))
        assert len(str(caught.value)) < 200


def test_one_content_in_many_places_does_not_make_a_program_without_end(monkeypatch):
    many = {f"f{number}": digest(START) for number in range(3000)}
    monkeypatch.setattr(claim_file, "MOST_BYTES", 3 * 3000 - 1 + 300_000)
    monkeypatch.setattr(claim_file, "MOST_FILES", 3002)
    refused(packed(parcel(entries(start_files=many))), "3,003 files")
    monkeypatch.setattr(claim_file, "MOST_FILES", 4000)
    made = packed(parcel(entries(start_files=many)))
    opened(made)
    big = b"x" * 1000
    monkeypatch.setitem(CONTENTS, digest(big), big)
    many = {name: digest(big) for name in many} | {"a.py": digest(START)}
    refused(packed(parcel(entries(start_files=many))), "program has 2 MB")


def test_unknown_keys_and_other_versions_are_refused():
    text = msgspec.json.decode(canonical(parcel()))
    refused(MAGIC + zlib.compress(canonical({**text, "more": 1})), "not in canonical form")
    refused(MAGIC + zlib.compress(b" " + canonical(text)), "not in canonical form")
    refused(MAGIC + zlib.compress(b"[" * 100_000), "malformed")
    refused(b"leadscrew-claim 2\n" + FILE[len(MAGIC) :], "another version")
