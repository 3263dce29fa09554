"""Contractions of two operands become matrix products with the same result."""

from __future__ import annotations

import numpy as np
import pytest

from leadscrew.research.rewriter.moves import contraction

SIZES = {"b": 3, "t": 4, "i": 5, "o": 6, "j": 2, "k": 7, "h": 2}


@pytest.mark.parametrize(
    "text",
    ["bti,bto->io", "ij,jk->ik", "ij,kj->ik", "ji,jk->ik", "bti,io->bto", "bij,bjk->bik", "bji,bjk->bik", "hij,hkj->hik",
     "tbi,bto->io", "ij,j->i", "i,i->", "bthi,bjhi->htj"],
)  # fmt: skip
def test_each_form_gives_what_einsum_gives(text, proposals):
    rng = np.random.default_rng(0)
    one, two = text.partition("->")[0].split(",")
    names = {"np": np, "x": rng.normal(size=[SIZES[c] for c in one]), "y": rng.normal(size=[SIZES[c] for c in two])}
    for new in proposals(contraction.MOVES, f'z = np.einsum("{text}", x, y)\n'):
        scope = dict(names)
        exec(new, scope)
        np.testing.assert_allclose(scope["z"], np.einsum(text, names["x"], names["y"]))


def test_a_sum_over_both_leading_axes_is_one_matrix_product(proposals):
    found = proposals(contraction.MOVES, 'g = np.einsum("bti,bto->io", x, y)  # so\n')
    assert "g = (x.reshape(-1, x.shape[-1]).T @ y.reshape(-1, y.shape[-1]))  # so\n" in found


@pytest.mark.parametrize("text", ["ii,ij->j", "ij,jk->", "ij->ji", "i,j->ij", "...ij,jk->ik", "ij,ij->ij"])
def test_what_is_no_contraction_is_left_alone(text, proposals):
    assert proposals(contraction.MOVES, f'z = np.einsum("{text}", x, y)\n') == []
