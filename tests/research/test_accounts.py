"""Who did what at what cost, from the record."""

from __future__ import annotations

import pytest

from leadscrew.cli.words import account, cost_words
from leadscrew.research.accounts import Account, accounts_of, cost_of
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab


@pytest.fixture
def lab(tmp_path):
    lab = Lab(tmp_path / "lab", create=True)
    team = [
        {"name": name, "spec": spec, "direction": "", "allowance": {}} for name, spec in (("a", "x/a"), ("b", "x/b"))
    ]
    new_run(lab, read_task("hello"), budget_s=9.0, experiments=None, seed=1, researcher="x/a, x/b", team=team)
    yield lab
    lab.close()


def experiment(lab: Lab, number: int, author: str, verdict: str, factor: float | None = None) -> None:
    lab.append("candidate", {"number": number, "parent": 0, "base": 0, "files": {}, "hypothesis": "h", "author": author, "move": "", "meaning": ""}, run="r1")  # fmt: skip
    effect = None if factor is None else {"factor": factor, "low": 1.0, "high": 2.0, "level": 0.9}
    lab.append("verdict", {"number": number, "verdict": verdict, "pairs": 8, "reason": "", "effect": effect}, run="r1")
    if verdict == "better":
        lab.append("champion", {"number": number}, run="r1")


def model_call(lab: Lab, name: str, tokens: int, cost: float | None) -> None:
    body = {"researcher": name, "input_tokens": tokens, "output_tokens": 0, "cache_read_tokens": 0, "cache_write_tokens": 0,
            "cost_usd": cost, "malformed": 1}  # fmt: skip
    lab.append("model_call", body, run="r1")


def test_each_researcher_has_what_it_did_and_cost(lab):
    experiment(lab, 1, "a", "better", 1.5)
    experiment(lab, 2, "b", "wrong")
    experiment(lab, 3, "a", "not_better", 0.9)
    model_call(lab, "a", 1000, 0.25)
    model_call(lab, "a", 500, 0.25)
    model_call(lab, "b", 70, None)
    lab.append("session_ended", {"account": {"researcher": "b", "tampering": 2}}, run="r1")
    one, other = accounts_of(lab, "r1")
    assert (one.name, one.experiments, one.correct, one.champions, one.turns, one.tokens) == ("a", 2, 1.0, 1, 2, 1500)
    assert one.cost_usd == 0.5 and one.cost_per_percent() == pytest.approx(0.01) and one.tampering_per_1000 == 0
    assert (other.spec, other.correct, other.unpriced, other.tampering_per_1000) == ("x/b", 0.0, 70, 2000)
    assert other.cost_per_percent() is None, "it brought nothing, and its price is unknown"
    assert cost_of(lab, "r1") == (0.5, 70)


def test_what_has_no_price_is_never_nothing():
    assert cost_words(0.0, 0) == "$0" and cost_words(1.234, 0) == "$1.23" and cost_words(0.001, 0) == "$0.0010"
    assert cost_words(0.0, 12_000) == "$0 and 12,000 tokens of unknown price"
    assert Account(name="x").correct is None and Account(name="x").tampering_per_1000 is None


@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "1 experiment, 1 turn, 1 token, $0.0000, 1 attempt to tamper"),
     (2, "2 experiments, 2 turns, 2 tokens, $0.0000, 2 attempts to tamper")],
)  # fmt: skip
def test_an_account_counts_one_as_one(number, told):
    assert (
        account(
            {
                **dict.fromkeys(("experiments", "turns", "tokens", "tampering"), number),
                "cost_usd": 0.0,
                "unpriced_tokens": 0,
            }
        )
        == told
    )
