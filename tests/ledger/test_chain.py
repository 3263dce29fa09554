"""Nothing in a record can be changed, removed, added or moved without the chain saying so."""

from __future__ import annotations

import hashlib
import json
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.errors import RecordError
from leadscrew.ledger.chain import GENESIS, Fact, canonical, leaf_hash, read_leaf, verified

numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | st.text()
plain = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=10
)
bodies = st.dictionaries(st.text(max_size=8), plain, max_size=4)


def record(bodies_of_facts: list[dict[str, object]]) -> list[tuple[int, bytes, str]]:
    """A sound record, as rows (seq, leaf, hash)."""
    rows: list[tuple[int, bytes, str]] = []
    previous = GENESIS
    for seq, body in enumerate(bodies_of_facts, 1):
        fact = Fact(
            seq=seq, at=1e9 + seq / 7, run=f"r{seq % 3}" if seq % 2 else None, kind="pair", body=body, prev=previous
        )
        rows.append((seq, fact.leaf, fact.hash))
        previous = fact.hash
    return rows


ROWS = record([{"lab": "a"}, {}, {"pair": [1, 2.5, None, "ä"]}, {"n": {"b": 1, "a": [{}]}}, {"x": True}])


def check(rows: list[tuple[int, bytes, str]]) -> list[Fact]:
    return list(verified(rows))


@given(st.lists(bodies, max_size=6))
def test_a_sound_record_verifies_and_gives_its_facts(found):
    facts = check(record(found))
    assert [fact.body for fact in facts] == found
    assert [fact.seq for fact in facts] == list(range(1, len(found) + 1))


@given(bodies, st.integers(1, 2**40), st.floats(0, 1e11), st.none() | st.text(), st.text())
def test_a_fact_comes_back_from_its_leaf(body, seq, at, run, kind):
    fact = Fact(seq=seq, at=at, run=run, kind=kind, body=body, prev=GENESIS)
    assert read_leaf(fact.leaf) == fact
    assert read_leaf(fact.leaf).leaf == fact.leaf
    assert fact.hash == hashlib.sha256(b"\0" + fact.leaf).hexdigest() == leaf_hash(fact.leaf)


@given(plain)
def test_the_canonical_encoding_is_json_and_does_not_depend_on_the_order_of_keys(value):
    def reversed_keys(value):
        if isinstance(value, dict):
            return {key: reversed_keys(value[key]) for key in reversed(value)}
        return [reversed_keys(item) for item in value] if isinstance(value, list) else value

    encoded = canonical(value)
    assert encoded == canonical(reversed_keys(value)) == canonical(msgspec.json.decode(encoded))
    assert json.loads(encoded) == value


def test_a_leaf_is_the_json_that_the_docstring_describes():
    fact = Fact(seq=1, at=0.5, run=None, kind="k", body={"b": 1, "a": {"d": "ü", "c": []}}, prev=GENESIS)
    text = '{"at":0.5,"body":{"a":{"c":[],"d":"ü"},"b":1},"kind":"k","prev":"%s","run":null,"seq":1}' % GENESIS
    assert fact.leaf == text.encode()


@given(st.data())
def test_any_changed_byte_of_any_leaf_is_found(data):
    at = data.draw(st.integers(0, len(ROWS) - 1))
    seq, leaf, stored = ROWS[at]
    place = data.draw(st.integers(0, len(leaf) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != leaf[place]))
    changed = leaf[:place] + bytes([value]) + leaf[place + 1 :]
    with pytest.raises(RecordError):
        check([*ROWS[:at], (seq, changed, stored), *ROWS[at + 1 :]])


@given(st.data())
def test_any_changed_letter_of_any_hash_is_found(data):
    at = data.draw(st.integers(0, len(ROWS) - 1))
    seq, leaf, stored = ROWS[at]
    place = data.draw(st.integers(0, len(stored) - 1))
    letter = data.draw(st.characters().filter(lambda letter: letter != stored[place]))
    with pytest.raises(RecordError):
        check([*ROWS[:at], (seq, leaf, stored[:place] + letter + stored[place + 1 :]), *ROWS[at + 1 :]])


@given(st.data())
def test_a_fact_that_is_changed_with_its_own_hash_is_found_by_the_next(data):
    at = data.draw(st.integers(0, len(ROWS) - 2))
    fact = read_leaf(ROWS[at][1])
    body = data.draw(bodies.filter(lambda body: canonical(body) != canonical(fact.body)))
    forged = Fact(seq=fact.seq, at=fact.at, run=fact.run, kind=fact.kind, body=body, prev=fact.prev)
    with pytest.raises(RecordError, match=f"fact {fact.seq + 1}"):
        check([*ROWS[:at], (forged.seq, forged.leaf, forged.hash), *ROWS[at + 1 :]])


@pytest.mark.parametrize("at", range(len(ROWS) - 1))
@pytest.mark.parametrize("renumbered", [False, True])
def test_a_removed_fact_is_found(at, renumbered):
    rows = [*ROWS[:at], *ROWS[at + 1 :]]
    if renumbered:
        rows = [(seq, leaf, stored) for seq, (_, leaf, stored) in enumerate(rows, 1)]
    with pytest.raises(RecordError):
        check(rows)


@pytest.mark.parametrize("at", range(len(ROWS)))
def test_an_inserted_fact_is_found(at):
    before = ROWS[at - 1][2] if at else GENESIS
    added = Fact(seq=at + 1, at=1.0, run=None, kind="verdict", body={}, prev=before)
    with pytest.raises(RecordError):
        check([*ROWS[:at], (added.seq, added.leaf, added.hash), *ROWS[at:]])
    pushed = [(seq + 1, leaf, stored) for seq, leaf, stored in ROWS[at:]]
    with pytest.raises(RecordError):
        check([*ROWS[:at], (added.seq, added.leaf, added.hash), *pushed])


@pytest.mark.parametrize(("one", "other"), list(combinations(range(len(ROWS)), 2)))
def test_swapped_facts_are_found(one, other):
    rows = list(ROWS)
    rows[one], rows[other] = rows[other], rows[one]
    with pytest.raises(RecordError):
        check(rows)
    with pytest.raises(RecordError):
        check([(seq, leaf, stored) for seq, (_, leaf, stored) in enumerate(rows, 1)])


def test_a_record_starts_at_its_first_fact():
    with pytest.raises(RecordError, match="missing"):
        check(ROWS[1:])


@given(st.binary(max_size=200))
def test_bytes_that_are_no_fact_are_refused_and_nothing_else_leaks(leaf):
    with pytest.raises(RecordError):
        read_leaf(leaf)


@pytest.mark.parametrize(
    "change",
    [
        (b'"at":', b'"at": '),
        (b'"kind":"pair"', b'"kind":"pair","kind":"pair"'),
        (b'"kind":"pair"', b'"extra":1,"kind":"pair"'),
        (b"ROW", b"ROW\n"),
        (b'"\xc3\xa4"', b'"\\u00e4"'),
        (b"2.5", b"2.50"),
        (b"2.5", b"25e-1"),
        (b'{"pair"', b'{"pair":1,"pair"'),
        (b'"seq":3', b'"seq":3.0'),
        (b'"seq":3', b'"seq":"3"'),
        (b'"run":', b'"prev":"x","run":'),
        (b"2.5", b"NaN"),
        (b"2.5", b"1e999"),
        (b"2.5", b"[" * 100_000),
    ],
    ids=lambda pair: pair[1][:20].decode("latin-1"),
)
def test_another_spelling_of_the_same_fact_is_refused(change):
    before, after = change
    leaf = ROWS[2][1]
    spelled = leaf + b"\n" if before == b"ROW" else leaf.replace(before, after)
    assert spelled != leaf
    with pytest.raises(RecordError):
        read_leaf(spelled)
