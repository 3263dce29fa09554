"""What in-place updates, fewer temporaries and larger products propose: the same results."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscrew.research.rewriter.moves import layout

PROGRAM = Path(__file__).parent / "programs" / "updates.py"


def test_each_form_gives_the_same_results(oracle):
    text = "\n".join(oracle(layout.MOVES, PROGRAM))
    for form in (
        "h += p[\"b\"]",
        "np.tanh(h, out=h)",
        "m[key] *= 0.9\n",
        "m[key] += (1 - 0.9) * grads[key]",
        "p[key] -= 0.1 * m[key]",
        "g = h - h.mean()\n        g *= 0.5",
        "np.vdot((h - 1.0), (h - 1.0))",
        'np.einsum("...i,...i->...", h, h)',
        '(x.reshape(-1, x.shape[-1]) @ weights).reshape(*x.shape[:-1], -1)  # (n, t, k)',
        "w_rows = np.ascontiguousarray(w.T)",
        "np.sort(w_rows[j])",
    ):  # fmt: skip
        assert form in text


@pytest.mark.parametrize(
    "line", ["a = b - a", "a = a @ b", "a = np.exp(b)", "a, b = a + b, b", "a.b = a.b + 1", "a = np.sum(b + c)"]
)  # fmt: skip
def test_what_needs_a_new_array_gets_one(line, proposals):
    assert proposals(layout.MOVES, f"import numpy as np\ndef f(a, b, c, s):\n    for i in b:\n        {line}\n") == []
