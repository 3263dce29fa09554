"""Whether a lab is paused follows from its last word on it."""

from __future__ import annotations

import pytest

from leadscrew.ledger.chain import GENESIS, Fact
from leadscrew.ledger.pause import LIFTED, PAUSED, Pause, pause_in_force


def fact(kind: str) -> Fact:
    body = {"who": "ada", "reason": "machine needed"}
    return Fact(seq=4, at=12.5, run=None, kind=kind, body=body, prev=GENESIS)


def test_a_paused_lab_says_who_when_and_why():
    assert pause_in_force(fact(PAUSED)) == Pause(who="ada", at=12.5, reason="machine needed")


@pytest.mark.parametrize("last", [None, fact(LIFTED)], ids=["never paused", "lifted"])
def test_a_lab_that_was_never_paused_or_was_lifted_is_not_paused(last):
    assert pause_in_force(last) is None
