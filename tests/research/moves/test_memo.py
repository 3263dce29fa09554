"""Expressions that are asked for again are remembered."""

from __future__ import annotations

import pytest

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.moves import memo

TEXT = '''\
"""Doc."""

import re

PATTERN = r"[a-z]+"


def words(text, limit):
    found = re.findall(PATTERN, text.lower())
    return len(found) > limit


def main(texts):
    return [words(text, 1) for text in texts]
'''
KINDS = {"words": {"text": "str", "limit": "int", "found": "list str"}, "main": {"texts": "list str"}}
SEEN = Profile(own={}, total={}, kinds={"a.py": KINDS})


def test_a_pure_expression_of_a_text_is_remembered(proposals):
    assert proposals(memo.MOVES, TEXT) == []
    found = proposals(memo.MOVES, TEXT, SEEN)
    (new,) = [text for text in found if "found_remembered" in text]
    assert "@functools.cache\ndef found_remembered(text):\n    return re.findall(PATTERN, text.lower())\n" in new
    assert "    found = found_remembered(text)\n" in new
    scope: dict[str, object] = {}
    exec(new, scope)
    assert scope["main"](["a b", "a", "a b"]) == [True, False, True]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    return len(found)", "    found.append('x')\n    return len(found)"),
        ("    return len(found)", "    found[0] = 'x'\n    return len(found)"),
        ("re.findall(PATTERN, text.lower())", "re.findall(PATTERN, draw(text))"),
        ("re.findall(PATTERN, text.lower())", "[w for w in text.split()]"),
        ("re.findall(PATTERN, text.lower())", "str(text)"),
    ],
)
def test_what_is_changed_later_drawn_or_cheap_is_not_remembered(before, after, proposals):
    found = proposals(memo.MOVES, TEXT.replace(before, after), SEEN)
    assert not [new for new in found if "found_remembered" in new]


def test_names_that_cannot_be_hashed_are_not_remembered(proposals):
    kinds = {"words": {"text": "list str", "limit": "int", "found": "list str"}}
    found = proposals(memo.MOVES, TEXT, Profile(own={}, total={}, kinds={"a.py": kinds}))
    assert not [new for new in found if "found_remembered" in new]
