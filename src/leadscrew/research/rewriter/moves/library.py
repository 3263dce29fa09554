"""Library calls of NumPy, SciPy and the standard library for faster ones with the same contract, or nearly so.

A table: what is looked for, what it becomes, why. The judge decides whether "nearly" is near enough.

Sources: Golub and Van Loan, Matrix Computations, 4th edition (never invert, section 3.4; banded systems, 4.3; Cholesky,
4.2; order of products, 1.1); the documentation of NumPy, SciPy and Python's standard library, notes on complexity.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import with_import
from leadscrew.research.rewriter.pattern import (
    Rule,
    filled,
    matched,
    may_import,
    numpy_name,
    parsed,
    places,
)
from leadscrew.research.rewriter.source import Edit, Move, Source

BAND = "np.vstack([np.append(0.0, np.diagonal(_a, 1)), np.diagonal(_a), np.append(np.diagonal(_a, -1), 0.0)])"
SOLVE, INVERT = "np.linalg.solve(_a, _b)", "np.linalg.inv(_a)"
CHOLESKY = 'scipy.linalg.solve(_a, _b, assume_a="pos", check_finite=False)'
RULES = (
    Rule(name="solve", before=f"{INVERT} @ _b", after=SOLVE, why="a system is solved, not inverted"),
    Rule(name="solve", before=f"np.dot({INVERT}, _b)", after=SOLVE, why="a system is solved, not inverted"),
    Rule(name="solve", before=f"np.matmul({INVERT}, _b)", after=SOLVE, why="a system is solved, not inverted"),
    Rule(name="solve", before=f"{INVERT}.dot(_b)", after=SOLVE, why="a system is solved, not inverted"),
    Rule(name="banded", before=f"{INVERT} @ _b", after=f"scipy.linalg.solve_banded((1, 1), {BAND}, _b)",
         why="a tridiagonal system takes linear time", needs="scipy.linalg"),
    Rule(name="banded", before=SOLVE, after=f"scipy.linalg.solve_banded((1, 1), {BAND}, _b)",
         why="a tridiagonal system takes linear time", needs="scipy.linalg"),
    Rule(name="banded", before=CHOLESKY, after=f"scipy.linalg.solve_banded((1, 1), {BAND}, _b)",
         why="a tridiagonal system takes linear time"),
    Rule(name="positive", before=SOLVE, after=CHOLESKY,
         why="Cholesky takes half of the work of LU", needs="scipy.linalg"),
    Rule(name="positive", before=f"{INVERT} @ _b", after=CHOLESKY,
         why="Cholesky takes half of the work of LU", needs="scipy.linalg"),
    Rule(name="unchecked", before="scipy.linalg.solve(_a, _b)",
         after="scipy.linalg.solve(_a, _b, check_finite=False)", why="no pass over the matrix for its finiteness"),
    Rule(name="associate", before="(_a @ _b) @ _c", after="_a @ (_b @ _c)",
         why="the product from the right is smaller"),
    Rule(name="associate", before="np.dot(np.dot(_a, _b), _c)", after="np.dot(_a, np.dot(_b, _c))",
         why="the product from the right is smaller"),
    Rule(name="diagonal", before="np.diag(_d) @ _a", after="_d[:, None] * _a", why="a diagonal only scales rows"),
    Rule(name="diagonal", before="_a @ np.diag(_d)", after="_a * _d", why="a diagonal only scales columns"),
    Rule(name="trace", before="np.trace(_a @ _b)", after='np.einsum("ij,ji->", _a, _b)',
         why="only the diagonal is needed"),
    Rule(name="symmetric", before="np.linalg.eig(_a)", after="np.linalg.eigh(_a)", why="the matrix may be symmetric"),
    Rule(name="symmetric", before="np.linalg.eigvals(_a)", after="np.linalg.eigvalsh(_a)",
         why="the matrix may be symmetric"),
    Rule(name="thin", before="np.linalg.svd(_a)", after="np.linalg.svd(_a, full_matrices=False)",
         why="the full factors may not be needed"),
    Rule(name="norm", before="np.linalg.norm(_a) ** 2", after="np.vdot(_a, _a)", why="no root and no square"),
    Rule(name="norm", before="np.linalg.norm(_a - _b)", after="np.sqrt(np.vdot(_a - _b, _a - _b))",
         why="fewer layers of Python"),
    Rule(name="fft", before="np.convolve(_a, _b)", after="scipy.signal.oaconvolve(_a, _b)",
         why="long kernels go through the FFT", needs="scipy.signal"),
    Rule(name="fft", before='np.convolve(_a, _b, mode="same")', after='scipy.signal.oaconvolve(_a, _b, mode="same")',
         why="long kernels go through the FFT", needs="scipy.signal"),
    Rule(name="fft", before='np.convolve(_a, _b, "same")', after='scipy.signal.oaconvolve(_a, _b, mode="same")',
         why="long kernels go through the FFT", needs="scipy.signal"),
    Rule(name="fft", before='np.convolve(_a, _b, mode="valid")', after='scipy.signal.oaconvolve(_a, _b, mode="valid")',
         why="long kernels go through the FFT", needs="scipy.signal"),
    Rule(name="fft", before="scipy.signal.convolve2d(_a, _b)", after="scipy.signal.oaconvolve(_a, _b)",
         why="large kernels go through the FFT"),
    Rule(name="partition", before="np.sort(_a)[:_k]", after="np.sort(np.partition(_a, _k)[:_k])",
         why="only the smallest are sorted"),
    Rule(name="partition", before="np.argsort(_a)[:_k]", after="np.argpartition(_a, _k)[:_k]",
         why="only the smallest are looked for"),
    Rule(name="extreme", before="np.sort(_a)[-1]", after="np.max(_a)", why="one pass"),
    Rule(name="extreme", before="np.sort(_a)[0]", after="np.min(_a)", why="one pass"),
    Rule(name="extreme", before="np.argsort(_a)[0]", after="np.argmin(_a)", why="one pass"),
    Rule(name="extreme", before="np.argsort(_a)[-1]", after="np.argmax(_a)", why="one pass"),
    Rule(name="scalar-math", before="np.sqrt(_a)", after="math.sqrt(_a)", why="a scalar needs no array machinery",
         needs="math"),
    Rule(name="scalar-math", before="np.exp(_a)", after="math.exp(_a)", why="a scalar needs no array machinery",
         needs="math"),
    Rule(name="scalar-math", before="np.log(_a)", after="math.log(_a)", why="a scalar needs no array machinery",
         needs="math"),
    Rule(name="scalar-math", before="np.abs(_a)", after="abs(_a)", why="a scalar needs no array machinery"),
    Rule(name="ufunc-reduce", before="sum(_a * _b)", after="np.dot(_a, _b)", why="no Python loop over the elements"),
    Rule(name="ufunc-reduce", before="sum(_a ** 2)", after="np.dot(_a, _a)", why="no Python loop over the elements"),
    Rule(name="keys", before="_k in _d.keys()", after="_k in _d", why="hashed: no view is walked"),
    Rule(name="keys", before="_k in list(_d)", after="_k in _d", why="no list is made"),
    Rule(name="keys", before="_k in list(_d.keys())", after="_k in _d", why="hashed: no list is made"),
    Rule(name="keys", before="_k not in _d.keys()", after="_k not in _d", why="hashed: no view is walked"),
    Rule(name="smallest", before="sorted(_a)[:_k]", after="heapq.nsmallest(_k, _a)", why="only the smallest are kept",
         needs="heapq"),
    Rule(name="smallest", before="sorted(_a, key=_f)[0]", after="min(_a, key=_f)", why="one pass"),
    Rule(name="smallest", before="sorted(_a, key=_f)[-1]", after="max(_a, key=_f)", why="one pass"),
    Rule(name="concatenate", before="_a + [_b]", after="[*_a, _b]", why="one list less"),
    Rule(name="length", before="len([_x for _x in _a])", after="len(_a)", why="nothing is built to be counted"),
    Rule(name="any", before="len([_e for _x in _a if _c]) > 0", after="any(_c for _x in _a)",
         why="it stops at the first"),
    Rule(name="power", before="_a ** 0.5", after="math.sqrt(_a)", why="a call for roots", needs="math"),
    Rule(name="power", before="_a ** 3", after="_a * _a * _a", why="strength reduction"),
    Rule(name="power", before="pow(_a, _b) % _m", after="pow(_a, _b, _m)", why="modular from the first step"),
    Rule(name="power", before="_a ** _b % _m", after="pow(_a, _b, _m)", why="modular from the first step"),
    Rule(name="deepcopy", before="copy.deepcopy(_a)", after="copy.copy(_a)", why="a shallow copy may do"),
    Rule(name="deepcopy", before="copy.deepcopy(_a)", after="_a[:]", why="a copy of the outer list may do"),
)  # fmt: skip
SCALARS = ("int", "float", "float64", "float32", "int64", "int32", "bool")


def _table() -> dict[type[cst.CSTNode], list[Rule]]:
    table: dict[type[cst.CSTNode], list[Rule]] = {}
    for rule in RULES:
        table.setdefault(type(parsed(rule.before)), []).append(rule)
    return table


class Library:
    """A call, product or comparison becomes a cheaper one of the table.

    Precondition: the pattern; that the box holds what the replacement calls; for scalar maths that the profile saw
    scalars; for banded systems that the file writes beside a diagonal.
    """

    name = "call/library"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each place and row that fit."""
        numpy = numpy_name(source) or "np"
        banded = _writes_beside_a_diagonal(source)
        for node, rule in places(source, _table()):
            if rule.name == "banded" and not banded:
                continue
            found = matched(parsed(rule.before), node, source, numpy)
            if found is None or not self._allowed(source, rule, found):
                continue
            code = source.code(node)
            new = filled(rule.after, found, numpy)
            yield source.edit(
                f"call/{rule.name}",
                node,
                key=f"{code}->{rule.after}",
                hypothesis=f"`{code[:70]}` becomes `{source.code(new)[:90]}` at {source.where(node)}: {rule.why}",
                make=lambda node=node, new=new, rule=rule: _made(source, node, new, rule),  # type: ignore[misc]
            )

    def _allowed(self, source: Source, rule: Rule, found: dict[str, cst.BaseExpression]) -> bool:
        if rule.needs and not may_import(source, rule.needs):
            return False
        if rule.name in ("scalar-math", "power"):
            names = [node for node in found.values() if isinstance(node, cst.Name)]
            kinds = [source.kind(name) for name in names]
            return (bool(kinds) and all(kind in SCALARS for kind in kinds)) or (not names and rule.name == "power")
        return True


def _made(source: Source, node: cst.CSTNode, new: cst.BaseExpression, rule: Rule) -> cst.Module:
    module = source.replaced(node, new)
    return with_import(module, f"import {rule.needs}") if rule.needs else module


def _writes_beside_a_diagonal(source: Source) -> bool:
    """Whether elements [i, i ± 1] are written somewhere, or diagonals beside the main one are made."""
    for node in source.nodes(cst.Subscript, cst.Call):
        code = source.code(node).replace(" ", "")
        if isinstance(node, cst.Subscript):
            if len(node.slice) == 2 and any(mark in code for mark in ("+1]", "-1]", "-1,", "+1,")):
                return True
        elif "diag" in code and any(mark in code for mark in (",k=1)", ",k=-1)", ",1)", ",-1)")):
            return True
    return False


MOVES: tuple[Move, ...] = (Library(),)
