"""What has the policy learned? Searches replayed on recorded outcomes, each task left out of the training.

    python benchmarks/learning.py [--seeds 20] [--experiments 40] [--banks FOLDER]

Three researchers search each task: the policy trained on the other tasks, uniform choice, and random deletion (uniform
choice among the deletions). Printed: experiments to half of the final gain, learned against uniform, with an interval
over the seeds; and the gain after a number of experiments, with its harmonic mean over the tasks.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp, log, sqrt
from pathlib import Path
from statistics import fmean, harmonic_mean, stdev

from leadscrew.core.task import Metric
from leadscrew.research.rewriter.policy import Chooser, Policy, Temper, Uniform
from leadscrew.research.succession.bank import FOLDER, Bank, read_banks
from leadscrew.research.succession.search import search
from leadscrew.research.succession.training import trained
from leadscrew.sources.taskfile import read_task

Maker = Callable[[Sequence[Bank]], Chooser]


def learned(banks: Sequence[Bank]) -> Chooser:
    return trained(banks, Temper()).start_of_task()


MAKERS: dict[str, Maker] = {
    "learned": learned,
    "untrained": lambda banks: Policy(),
    "uniform": lambda banks: Uniform(),
    "deletion": lambda banks: Uniform(),
}


def deletions_of(bank: Bank) -> Bank:
    """A bank of the deletions alone."""
    kept = [o for o in bank.outcomes if o.name.startswith("remove/")]
    names = {o.name for o in kept}
    return replace(bank, outcomes=tuple(replace(o, after=o.after if o.after in names else "") for o in kept))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--experiments", type=int, default=40)
    parser.add_argument("--banks", type=Path, default=FOLDER)
    options = parser.parse_args()
    banks = [bank for bank in read_banks(options.banks) if bank.final > 0.0]
    seeds = range(options.seeds)
    print(f"experiments to half of the final gain: geometric mean over {options.seeds} seeds\n")
    print(
        f"{'task':<14} {'edits':>6} {'in all':>8} "
        + " ".join(f"{name:>10}" for name in ("learned", "untrained", "uniform"))
    )
    ratios: list[list[float]] = []
    for bank in banks:
        others = [other for other in banks if other is not bank]
        needed = {
            name: [search(bank, MAKERS[name](others), seed).reached for seed in seeds]
            for name in ("learned", "untrained", "uniform")
        }
        ratios.append([log(u / n) for u, n in zip(needed["uniform"], needed["learned"], strict=True)])
        means = " ".join(f"{exp(fmean(map(log, row))):>10.1f}" for row in needed.values())
        print(f"{bank.task:<14} {len(bank.outcomes):>6} {shown(bank):>8} {means}")
    by_seed = [fmean(row[at] for row in ratios) for at in seeds]
    half = 2.09 * stdev(by_seed) / sqrt(len(by_seed))
    middle = fmean(by_seed)
    print(
        f"\nuniform needs {exp(middle):.2f} times as many experiments as learned, 95 % interval over seeds "
        f"[{exp(middle - half):.2f}, {exp(middle + half):.2f}]; fewer on {sum(fmean(row) > 0 for row in ratios)} of "
        f"{len(banks)} tasks"
    )
    print(f"\ngain after {options.experiments} experiments, mean of the log over seeds; speed tasks only\n")
    speed = [bank for bank in banks if metric_of(bank).kind == "time"]
    print(f"{'task':<14} " + " ".join(f"{name:>10}" for name in ("learned", "uniform", "deletion")))
    factors: dict[str, list[float]] = {name: [] for name in ("learned", "uniform", "deletion")}
    for bank in speed:
        others = [other for other in banks if other is not bank]
        for name, row in factors.items():
            subject = deletions_of(bank) if name == "deletion" else bank
            ends = [
                search(subject, MAKERS[name](others), seed, share=2.0, limit=options.experiments).course
                for seed in seeds
            ]
            row.append(exp(fmean(course[-1] if course else 0.0 for course in ends)))
        print(f"{bank.task:<14} " + " ".join(f"{row[-1]:>9.2f}x" for row in factors.values()))
    print(f"{'harmonic mean':<14} " + " ".join(f"{harmonic_mean(row):>9.2f}x" for row in factors.values()))


def metric_of(bank: Bank) -> Metric:
    return read_task(bank.task).metric


def shown(bank: Bank) -> str:
    metric = metric_of(bank)
    if metric.kind == "time":
        return f"{exp(bank.final):.2f}x"
    low, high = metric.bounds
    return f"{metric.sign * bank.final * (high - low):+.3f}"


if __name__ == "__main__":
    main()
