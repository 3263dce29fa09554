"""Generations of the policy: replayed searches, the trial between two, signature, and the way back."""

from __future__ import annotations

import json
import math
import statistics
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from leadscrew.cli.main import cli
from leadscrew.errors import BadInput, NotFound, RecordError
from leadscrew.research.rewriter.policy import Option, Policy, Temper, Uniform
from leadscrew.research.succession import generations
from leadscrew.research.succession.bank import Bank, Outcome, gain_of, read_banks, write_bank
from leadscrew.research.succession.generations import Recipe, maker_of
from leadscrew.research.succession.search import search
from leadscrew.research.succession.training import trained
from leadscrew.research.succession.trial import Trial, trial
from leadscrew.store.lab import Lab


def bank(task: str, *, pays: str = "call/fast", others: int = 60) -> Bank:
    """One move pays on every task, many do not."""
    duds = [Outcome(name=f"family{n}/x@d1p3#{task}", verdict="wrong" if n % 2 else "crashed") for n in range(others)]
    good = Outcome(name=f"{pays}@d1p3#{task}", verdict="better", log_gain=0.7, left=0.7)
    next_one = Outcome(name=f"{pays}@d1p2#{task}b", verdict="better", log_gain=0.2, left=0.2, after=good.name)
    return Bank(task=task, outcomes=(*duds, good, next_one))


BANKS = [bank(name) for name in ("one", "two", "three", "four", "five", "six", "seven", "eight")]
NOTHING = Recipe(temper=Temper(), trained=False)
TRAINED = Recipe(temper=Temper())


def test_an_edit_that_appears_when_another_is_taken_can_only_then_be_chosen():
    found = search(BANKS[0], Uniform(), 3, share=1.0)
    assert found.course[-1] == pytest.approx(0.9) and found.reached <= 62
    assert search(BANKS[0], Uniform(), 3, share=0.5).reached <= found.reached


def test_edits_that_take_one_anothers_gain_count_once():
    one = Outcome(name="a/b@d0p0#1", verdict="better", log_gain=0.5, left=0.5)
    two = Outcome(name="a/c@d0p0#2", verdict="better", log_gain=0.3, left=0.0, overlaps=one.name)
    assert gain_of([one, two]) == pytest.approx(0.5) and gain_of([two]) == pytest.approx(0.3)
    assert Bank(task="x", outcomes=(one, two)).final == pytest.approx(0.5)


def test_a_search_that_finds_nothing_counts_as_longer_than_the_bank():
    empty = Bank(task="x", outcomes=tuple(Outcome(name=f"a/b@d0p0#{n}", verdict="wrong") for n in range(5)))
    found = search(empty, Uniform(), 0)
    assert (found.reached, found.experiments, found.wrong) == (6, 5, 5)


def test_training_on_other_tasks_makes_a_search_shorter():
    policy = trained(BANKS[1:], Temper())
    assert policy.chance(Option.read("call/fast@d1p3#x")) > policy.chance(Option.read("family3/x@d1p3#x"))
    lengths = [search(BANKS[0], policy.start_of_task(), seed).reached for seed in range(8)]
    assert sum(lengths) < sum(search(BANKS[0], Uniform(), seed).reached for seed in range(8)) / 2


def test_a_trained_policy_is_better_than_one_that_knows_nothing_and_not_the_other_way_round():
    found = trial(BANKS, maker_of(NOTHING), maker_of(TRAINED), range(6))
    assert found.better and found.factor > 1.5 and found.low > 1.0 and found.e_value >= 100 and found.pairs == 48
    assert found.wrong_after <= found.wrong_before and found.ability_after[0] < found.ability_before[0]
    reverse = trial(BANKS, maker_of(TRAINED), maker_of(NOTHING), range(4))
    assert not reverse.better and "e-value" in reverse.reason


def test_a_policy_against_itself_is_not_promoted():
    found = trial(BANKS, maker_of(TRAINED), maker_of(TRAINED), range(4))
    assert not found.better and found.factor == pytest.approx(1.0)


def test_more_wrong_answers_stand_in_the_way_however_fast_it_is():
    """What pays comes with many edits of the same move that are wrong; the others crash."""
    risky = []
    for known in BANKS:
        duds = [Outcome(name=f"call/fast@d1p3#{known.task}w{n}", verdict="wrong") for n in range(6)]
        safe = [replace(o, verdict="crashed") if o.verdict == "wrong" else o for o in known.outcomes]
        risky.append(replace(known, outcomes=(*safe, *duds)))
    found = trial(risky, maker_of(NOTHING), maker_of(TRAINED), range(6))
    assert found.wrong_after > found.wrong_before and found.factor > 1.0
    assert not found.better


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path / "lab", create=True)


def proposed(lab: Lab, found: Trial) -> generations.Generation:
    return generations.propose(lab, BANKS, TRAINED, found, parent=generations.in_force(lab).number, seed=0)


GOOD = trial(BANKS, maker_of(NOTHING), maker_of(TRAINED), range(6))
POOR = trial(BANKS, maker_of(TRAINED), maker_of(TRAINED), range(4))


def test_a_successor_takes_over_only_when_proven_and_signed_and_the_one_before_can_be_put_back(lab: Lab):
    assert generations.in_force(lab).number == 1
    made = proposed(lab, GOOD)
    assert (made.number, made.parent, made.in_force) == (2, 1, False)
    assert generations.approve(lab, number=2, who="ann").in_force
    assert generations.in_force(lab).number == 2 and generations.in_force(lab).approved_by == "ann"
    assert generations.back(lab, who="ann").number == 1
    assert [g.number for g in generations.generations(lab)] == [0, 1, 2]
    lab.verify()


def test_an_interval_over_few_seeds_is_as_wide_as_students_t_says():
    from leadscrew.research.succession.trial import ability

    middle, low, high = ability([[10, 12, 14, 16, 18, 20, 22]])
    assert low < middle < high
    seven = [math.log(x) for x in (10, 12, 14, 16, 18, 20, 22)]
    half = math.log(high / middle) * math.sqrt(7) / statistics.stdev(seven)
    assert half >= 2.447  # 97.5 % of Student's t with 6 degrees of freedom


def test_nobody_can_sign_for_one_that_was_not_better(lab: Lab):
    with pytest.raises(NotFound, match="no generation waits"):
        generations.approve(lab, number=2, who="ann")
    proposed(lab, POOR)
    with pytest.raises(NotFound, match="may not take over"):
        generations.approve(lab, number=2, who="ann")
    assert generations.in_force(lab).number == 1


def test_a_trial_against_one_that_is_no_longer_in_force_does_not_count(lab: Lab):
    proposed(lab, GOOD)
    generations.back(lab, who="ann")
    with pytest.raises(NotFound, match="not in force any more"):
        generations.approve(lab, number=2, who="ann")


def test_a_run_leaves_its_lessons_to_the_next_but_not_to_one_whose_outcomes_are_bundled(lab: Lab):
    policy, number = generations.policy_for(lab, "one", BANKS)
    assert number == 1 and isinstance(policy, Policy) and policy.weights
    policy.learn(Option.read("loop/new@d2p3#1"), success=1.0, log_gain=1.0)
    generations.keep_learned(lab, policy, run="r1", generation=number)
    again, _ = generations.policy_for(lab, "nine", BANKS)
    assert isinstance(again, Policy) and "move loop/new" in again.weights
    bundled, _ = generations.policy_for(lab, "two", BANKS)
    assert isinstance(bundled, Policy) and "move loop/new" not in bundled.weights


def test_a_damaged_policy_is_named(lab: Lab):
    artefact = lab.keep(b'{"version": 1, "temper": 3}')
    with pytest.raises(RecordError, match="does not fit"):
        generations.read_policy(lab, artefact)


def test_banks_are_written_and_read_again(tmp_path: Path):
    write_bank(BANKS[0], tmp_path)
    assert read_banks(tmp_path) == (BANKS[0],)
    (tmp_path / "bad.json").write_text('{"task": 1}')
    with pytest.raises(BadInput, match=r"bad\.json"):
        read_banks(tmp_path)


def test_the_bundled_banks_can_be_read_and_belong_to_bundled_tasks():
    from leadscrew.sources.taskfile import bundled_tasks

    found = read_banks()
    assert found and {known.task for known in found} <= set(bundled_tasks())
    assert all(known.option(outcome).family for known in found for outcome in known.outcomes)


def test_the_command_trains_tries_and_says_what_may_happen_next(tmp_path: Path):
    for known in BANKS:
        write_bank(known, tmp_path / "banks")
    options = ["--lab", str(tmp_path / "lab"), "--banks", str(tmp_path / "banks"), "--tune", "2", "--seeds", "2"]
    result = CliRunner().invoke(cli, ["succeed", *options, "--json"], standalone_mode=False)
    made = json.loads(result.stdout)
    assert made["number"] == 2 and made["trial"]["pairs"] == 16
    assert result.return_value == (0 if made["trial"]["better"] else 1)
    refused = CliRunner().invoke(cli, ["succeed", "--approve", "--back", "--lab", str(tmp_path / "lab")])
    assert isinstance(refused.exception, BadInput)


def test_a_person_signs_by_name_and_only_for_what_was_better(tmp_path: Path):
    folder = tmp_path / "lab"
    lab = Lab(folder, create=True)
    proposed(lab, GOOD)
    unsigned = CliRunner().invoke(cli, ["succeed", "--approve", "--lab", str(folder)])
    assert isinstance(unsigned.exception, BadInput) and "--signed" in str(unsigned.exception)
    assert generations.in_force(lab).number == 1
    signed = CliRunner().invoke(cli, ["succeed", "--approve", "--signed", "Ann B", "--lab", str(folder), "--json"])
    assert json.loads(signed.stdout)["approved_by"] == "Ann B"
    with pytest.raises(NotFound, match="no generation waits"):
        generations.approve(lab, number=2, who="ann")


def test_a_signature_for_one_generation_is_none_for_another(lab: Lab):
    proposed(lab, GOOD)
    with pytest.raises(NotFound, match="waits for a signature, not 3"):
        generations.approve(lab, number=3, who="ann")


def test_a_signed_generation_can_be_put_in_force_again_and_an_unsigned_one_cannot(lab: Lab):
    proposed(lab, POOR)
    assert generations.back(lab, who="ann").number == 0
    with pytest.raises(NotFound, match="no predecessor"):
        generations.back(lab, who="ann")
    with pytest.raises(NotFound, match="never signed"):
        generations.put(lab, 2, who="ann")
    with pytest.raises(NotFound, match="not on the record"):
        generations.put(lab, 7, who="ann")
    assert generations.put(lab, 1, who="ann").number == 1
    lab.verify()
