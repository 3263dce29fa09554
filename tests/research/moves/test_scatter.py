"""What scatters, one-hot arrays and pairwise differences become: the same results, without `at` or large temporaries."""

from __future__ import annotations

from pathlib import Path

from leadscrew.research.rewriter.moves import scatter

PROGRAM = Path(__file__).parent / "programs" / "scatter.py"


def test_each_form_gives_the_same_results(oracle):
    found = oracle(scatter.MOVES, PROGRAM)
    text = "\n".join(found)
    assert len(found) == 12
    for form in (
        "np.bincount(np.ravel(idx)",
        "np.add.reduceat",
        ".astype(table.dtype) @",
        "np.take_along_axis",
        "@ b.T",
    ):
        assert form in text
    assert all("# gradients" in new for new in found)


def test_what_is_no_sum_over_the_last_axis_is_left_alone(proposals):
    text = "import numpy as np\na = ((x[:, None] - y[None]) ** 2).sum(axis=0)\nb = np.eye(3)[i] * p\nnp.maximum.at(a, i, b)\n"
    assert proposals(scatter.MOVES, text) == []
