"""The rule that says `better`, beside the one it replaced, on recorded timing noise.

    python benchmarks/rule.py [--folder benchmarks/banks]

Each comparison is a stretch of a recorded series of identical programs, in its order, with the order inside
each pair drawn again; a true gain is added to each log ratio. `false` counts the comparisons at no gain that
accept within `--pairs` looks, with its 95 % Clopper-Pearson upper bound; the other columns are pairs to
accept, median/90th percentile, `-` where never.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from bank import read_banks
from scipy.special import betaincinv

from leadscrew.evidence import Array, noise
from leadscrew.evidence.wager import Gambler

GAINS = (0.03, 0.05, 0.10, 0.50, 2.00)
THRESHOLDS = (20.0, 100.0)


def betting(x: Array, scale: float | None) -> Array:
    """Log capital of the lab's rule, shape (comparisons, pairs)."""
    gambler = Gambler(series=len(x), scale=scale)
    steps: Array = np.cumsum([gambler.play(column) for column in x.T], axis=0)
    return steps.T


def clipped(x: Array, bets: tuple[float, ...] = (0.5, 1.0)) -> Array:
    """Log capital of the older rule, mean over bets l of prod(1 + l clip(x / running median |x|, -1, 1))."""
    middle = np.stack([np.median(np.abs(x[:, : n + 1]), axis=1) for n in range(x.shape[1])], axis=1)
    g = np.clip(x / np.maximum(middle, 1e-300), -1.0, 1.0)
    capital = np.mean([np.cumprod(1.0 + bet * g, axis=1) for bet in bets], axis=0)
    logs: Array = np.log(np.maximum(capital, 1e-300))
    return logs


def rules(scale: float) -> dict[str, Callable[[Array], Array]]:
    return {
        "betting, scale from A/A": lambda x: betting(x, scale),
        "betting, no scale": lambda x: betting(x, None),
        "clipped (older)": clipped,
    }


def comparisons(x: Array, count: int, pairs: int, rng: np.random.Generator) -> Array:
    at = (rng.integers(x.size, size=count)[:, None] + np.arange(pairs)) % x.size
    ratios: Array = x[at] * rng.choice([-1.0, 1.0], size=at.shape)
    return ratios


def accepted_after(log_capital: Array, threshold: float) -> Array:
    hit = log_capital >= np.log(threshold)
    return np.where(hit.any(axis=1), hit.argmax(axis=1) + 1.0, np.inf)


def in_blocks(rule: Callable[[Array], Array], x: Array, block: int = 1000) -> Iterator[Array]:
    for start in range(0, len(x), block):
        yield rule(x[start : start + block])


def false_rate(log_capitals: list[Array], threshold: float) -> str:
    after = np.concatenate([accepted_after(logs, threshold) for logs in log_capitals])
    false, n = int(np.isfinite(after).sum()), after.size
    upper = float(betaincinv(false + 1, n - false, 0.95)) if false < n else 1.0
    return f"{100 * false / n:.2f} (<{100 * upper:.2f})"


def pairs_to_accept(log_capital: Array, threshold: float) -> str:
    after = accepted_after(log_capital, threshold)
    middle, late = (float(np.quantile(after, q, method="higher")) for q in (0.5, 0.9))
    return "/".join(f"{value:.0f}" if np.isfinite(value) else "-" for value in (middle, late))


def recorded(folder: Path) -> dict[str, Array]:
    walls = {bank.name: np.array(bank.rows)[:, :2] for bank in read_banks(folder)}
    return {name: np.log(wall[:, 0] / wall[:, 1]) for name, wall in walls.items()}


def table(series: dict[str, Array], *, null: int, true: int, pairs: int, seed: int) -> Iterator[str]:
    yield f"{'series':<14}{'rule':<25}{'e >=':>5}{'false %':>16}" + "".join(f"{gain:>10.0%}" for gain in GAINS)
    for name, x in series.items():
        rng = np.random.default_rng(seed)
        without = comparisons(x, null, pairs, rng)
        gained = {gain: comparisons(x, true, pairs, rng) + np.log1p(gain) for gain in GAINS}
        for rule_name, rule in rules(noise(x).scale).items():
            at_null = list(in_blocks(rule, without))
            at_gain = {gain: rule(ratios) for gain, ratios in gained.items()}
            for threshold in THRESHOLDS:
                cells = "".join(f"{pairs_to_accept(logs, threshold):>10}" for logs in at_gain.values())
                yield f"{name:<14}{rule_name:<25}{threshold:>5.0f}{false_rate(at_null, threshold):>16}{cells}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--null", type=int, default=4000, help="comparisons at no gain, per series")
    parser.add_argument("--true", type=int, default=500, help="comparisons at each true gain, per series")
    parser.add_argument("--pairs", type=int, default=100, help="looks at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "banks", help="of recorded banks")
    options = parser.parse_args()
    series = recorded(options.folder)
    if not series:
        parser.error(f"no bank in {options.folder}; 'python benchmarks/bank.py quiet steady bursts' records them")
    for line in table(series, null=options.null, true=options.true, pairs=options.pairs, seed=options.seed):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
