"""Train a policy on recorded outcomes, and tune how it is trained, on the training tasks alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import log
from statistics import fmean

from leadscrew.research.rewriter.policy import Policy, Temper
from leadscrew.research.succession.bank import Bank
from leadscrew.research.succession.search import search

TUNING_SEEDS = 3


def trained(banks: Sequence[Bank], temper: Temper, *, seed: int = 0) -> Policy:
    """A policy that has seen all outcomes of some banks, in random order."""
    policy = Policy(temper)
    rng = random.Random(seed)
    lessons = [(bank, outcome) for bank in banks for outcome in bank.outcomes]
    rng.shuffle(lessons)
    for bank, outcome in lessons:
        better = outcome.verdict == "better"
        gain = outcome.log_gain if better else 0.0
        policy.learn(bank.option(outcome), success=1.0 if better else 0.0, log_gain=gain)
    return policy


def tuned(banks: Sequence[Bank], *, trials: int, seed: int, start: Temper | None = None) -> Temper:
    """The temper under which policies that are trained on all but one of the banks search that one fastest.

    An Optuna study of at most `trials` tempers; the first is `start`.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=seed))
    first = start or Temper()
    study.enqueue_trial({name: getattr(first, name) for name in Temper.__slots__})

    def cost(trial: optuna.Trial) -> float:
        temper = Temper(
            first_chance=trial.suggest_float("first_chance", 0.01, 0.4, log=True),
            doubt=trial.suggest_float("doubt", 0.05, 3.0, log=True),
            boldness=trial.suggest_float("boldness", 0.0, 1.5),
            gain_power=trial.suggest_float("gain_power", 0.0, 2.0),
            forgetting=trial.suggest_float("forgetting", 0.0, 1.0),
        )
        return left_out_cost(banks, temper, seeds=range(seed, seed + TUNING_SEEDS))

    study.optimize(cost, n_trials=trials)
    return Temper(**study.best_params)


def left_out_cost(banks: Sequence[Bank], temper: Temper, *, seeds: Sequence[int]) -> float:
    """Mean log number of experiments to half of the final gain, each bank searched by what the others taught."""
    costs = []
    for left_out in banks:
        policy = trained([bank for bank in banks if bank is not left_out], temper)
        costs += [log(search(left_out, policy.start_of_task(), seed).reached) for seed in seeds]
    return fmean(costs)
