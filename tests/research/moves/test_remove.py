"""What deletion proposes."""

from __future__ import annotations

import pytest

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.moves import branch, copies, perforate, remove

LOGGED = '''\
"""Doc."""
import time


def work(xs, n):
    """Doc."""
    assert n > 0
    seen = []
    start = time.time()

    # each of them
    total = 0
    for i, x in enumerate(xs):
        total += x
        if i % 10 == 0:
            mean = total / (i + 1)
            seen.append(mean)
            print(i, seen)
    print("took", time.time() - start)
    return total
'''
QUIET = '''\
"""Doc."""
import time


def work(xs, n):
    """Doc."""
    assert n > 0

    # each of them
    total = 0
    for i, x in enumerate(xs):
        total += x
    return total
'''


def test_logging_goes_with_all_that_only_feeds_it(proposals):
    assert QUIET in proposals(remove.MOVES, LOGGED)


def test_what_happens_every_so_many_rounds_goes_as_a_block(proposals):
    block = """\
        if i % 10 == 0:
            mean = total / (i + 1)
            seen.append(mean)
            print(i, seen)
"""
    assert LOGGED.replace(block, "").replace("    seen = []\n", "") in proposals(remove.MOVES, LOGGED)


def test_checks_may_go(proposals):
    assert LOGGED.replace("    assert n > 0\n", "") in proposals(remove.MOVES, LOGGED)


def test_what_a_result_needs_is_not_removed(proposals):
    text = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
    assert proposals([remove.Slice()], text) == []


def test_dead_code_is_found_through_what_only_feeds_it(proposals):
    text = "def f(xs):\n    n = len(xs)\n    half = n // 2\n    odd = half % 2\n    return xs\n"
    assert proposals([remove.Slice()], text) == ["def f(xs):\n    return xs\n"]


def test_what_fills_an_argument_is_not_dead(proposals):
    assert proposals([remove.Slice()], "def f(xs, y):\n    z = y * 2\n    xs.append(z)\n    return 1\n") == [
        "def f(xs, y):\n    return 1\n"
    ]  # a call that may go, but not as dead code
    (edit,) = proposals([remove.Slice()], "def f(xs, y):\n    xs[0] = y\n    return 1\n")
    assert edit == "def f(xs, y):\n    return 1\n"


def test_a_loop_does_not_lose_what_ends_it(proposals):
    text = "def f(n):\n    i = 0\n    while i < n:\n        i += 1\n        go(i)\n    return n\n"
    assert all("i += 1" in new or "while" not in new for new in proposals(remove.MOVES, text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if a:\n    b()\nelse:\n    c()\n", {"b()\n", "c()\n"}),
        ("x = f(a if b else c + 1)\n", {"x = f(a)\n", "x = f((c + 1))\n"}),
    ],
)
def test_of_two_branches_one_is_kept(before, after, proposals):
    assert set(proposals([branch.Branch()], before)) == after


def test_an_attribute_that_nothing_reads_goes(proposals):
    text = "class A:\n    def f(self, xs):\n        for x in xs:\n            self.n += 1\n            self.m = x\n        return self.m\n"
    assert proposals([remove.DeadAttribute()], text) == [text.replace("            self.n += 1\n", "")]


def test_the_second_of_two_equal_lines_goes_where_nothing_changed(proposals):
    text = "a = f(x)\nb = 1\na = f(x)\n"
    assert proposals([remove.Twice()], text) == ["a = f(x)\nb = 1\n"]
    for between in ("x = 2", "x.append(1)", "a = 2", "x[0] = 1"):
        assert proposals([remove.Twice()], text.replace("b = 1", between)) == []


def test_copies_and_casts_become_what_they_copy(changes):
    assert changes(copies.MOVES, "x = copy.deepcopy(y + 1)\n") == {
        ("x = copy.deepcopy(y + 1)", "x = (y + 1)"),
    }
    assert changes(copies.MOVES, "x = y[:]\n") == {("x = y[:]", "x = y")}
    assert changes(copies.MOVES, "x = float(float(y))\n") == {("x = float(float(y))", "x = float(y)")}
    assert changes(copies.MOVES, "y[:] = 0\n") == set()


def test_a_cast_to_what_a_name_holds_already_goes(proposals):
    text = "def f(a, b):\n    return a.astype(np.float32) + float(b) + int(b)\n"
    kinds = {"a.py": {"f": {"a": "array float32 2", "b": "float"}}}
    profile = Profile(own={}, total={}, kinds=kinds)
    assert set(proposals([copies.Cast()], text, profile)) == {
        text.replace("a.astype(np.float32)", "a"),
        text.replace("float(b)", "b"),
    }


def test_rounds_are_skipped_where_they_refine_a_value_but_not_where_each_fills_its_place(changes):
    text = "for i in range(n + 1):\n    x = g(x)\n"
    assert changes(perforate.MOVES, text) == {
        ("for i in range(n + 1):", "for i in range(0, n + 1, 2):"),
        ("for i in range(n + 1):", "for i in range(((n + 1) + 1) // 2):"),
    }
    assert changes(perforate.MOVES, "for i in range(n):\n    x[i] = g(i)\n") == set()
    assert changes(perforate.MOVES, "for i in range(n):\n    x.append(g(i))\n") == set()


def test_a_value_that_is_made_only_to_be_looked_at_goes_with_its_readers(proposals):
    text = """\
def fit(xs, n):
    w, best = 0.0, -1.0
    for k in range(n):
        w = step(w, xs)
        score = judge(w, xs)
        if score > best:
            best = score
        print(k, score)
    return w
"""
    quiet = text.replace("        score = judge(w, xs)\n        if score > best:\n            best = score\n", "")
    quiet = quiet.replace("        print(k, score)\n", "")
    assert quiet in proposals([remove.Slice()], text)
    kept = text.replace("return w", "return w, best")
    assert all("score = judge" in new for new in proposals([remove.Slice()], kept))


def test_an_attribute_that_only_one_line_sets_is_not_removed_while_it_is_read(proposals):
    text = "class A:\n    def f(self, x):\n        self.n = g(x)\n\n    def g(self):\n        return self.n\n"
    assert proposals([remove.Slice()], text) == []


def test_a_history_that_nobody_gets_does_not_keep_a_loop_from_being_shortened(proposals):
    text = (
        "def f(w, n):\n    seen = []\n    for i in range(n):\n        w = g(w)\n        seen.append(w)\n    return w\n"
    )
    assert text.replace("range(n)", "range(0, n, 2)") in proposals(perforate.MOVES, text)
    assert proposals(perforate.MOVES, text.replace("return w", "return seen")) == []
    strided = "for i in range(0, n, k + 1):\n    x = g(x)\n"
    assert proposals(perforate.MOVES, strided) == [strided.replace("k + 1", "2 * (k + 1)")]
