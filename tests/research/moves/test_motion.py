"""What code motion proposes."""

from __future__ import annotations

import pytest

from leadscrew.research.rewriter.moves import invariance, motion, placement, reuse, tabulate

LOOP = """\
def f(rows, n):
    out = []
    # go through
    for row in rows:  # each
        # how far
        limit = g(n)  # three times
        out.append(row)
        row = go(n) + go(n) + row
    return out
"""


def test_a_statement_that_is_the_same_in_each_round_goes_before_the_loop(proposals):
    moved = LOOP.replace("        # how far\n        limit = g(n)  # three times\n", "").replace(
        "    # go through\n", "    # how far\n    limit = g(n)  # three times\n    # go through\n"
    )
    assert proposals([invariance.Statements()], LOOP) == [moved]


def test_a_statement_goes_with_those_that_fill_what_it_makes(proposals):
    text = """\
def f(rows, n):
    for row in rows:
        weights = []
        for k in range(n):
            weights.append(1 / (k + 1))
        norm = sum(weights)
        use(row, norm)
"""
    first, *_ = proposals([invariance.Statements()], text)
    assert first == (
        "def f(rows, n):\n    weights = []\n    for k in range(n):\n        weights.append(1 / (k + 1))\n"
        "    norm = sum(weights)\n    for row in rows:\n        use(row, norm)\n"
    )


def test_what_is_the_same_leaves_all_loops_at_once(proposals):
    text = "for i in a:\n    for j in b:\n        x = g(c)\n        h(i, j, x)\n"
    assert proposals([invariance.Statements()], text) == [
        "x = g(c)\nfor i in a:\n    for j in b:\n        h(i, j, x)\n",
    ]


def test_the_largest_expression_moves_and_all_its_like_with_it(proposals):
    both = LOOP.replace("go(n) + go(n)", "hoisted").replace("    # go", "    hoisted = go(n) + go(n)\n    # go")
    assert both in proposals([motion.Expressions()], LOOP)
    assert not any("hoisted = go(n)\n" in new for new in proposals([motion.Expressions()], LOOP))


def test_an_expression_leaves_a_comprehension(proposals):
    text = "def f(xs, n):\n    return [x * g(n) for x in xs]\n"
    assert proposals([motion.Expressions()], text) == [
        "def f(xs, n):\n    hoisted = g(n)\n    return [x * hoisted for x in xs]\n"
    ]
    assert proposals([motion.Expressions()], "def f(n):\n    return [x for x in g(n)]\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "x = g(row)",
        "total += 1; x = total * 2",
        "xs.append(row); x = sum(xs)",
        "xs[row] = 1; x = sum(xs)",
        "x = g((y := row), y)",
        "return lambda: g(n)",
        "g(n)",
        "xs.append([n] * 3)",
        "x = np.zeros(n); x[row] = 1; total += x.sum()",
        "x = random.choice(xs)",
        "x = rng.normal(n)",
        "fill(xs); x = sum(xs)",
        "x = next(n)",
    ],
)
def test_what_may_change_in_the_loop_stays_in_it(body, proposals):
    lines = "\n".join(f"        {part}" for part in body.split("; "))
    text = "import numpy as np\n\n\ndef fill(x):\n    x[0] += 1\n\n\ndef f(rows, n, xs):\n    total = 0\n"
    text += f"    for row in rows:\n{lines}\n"
    assert proposals([invariance.Statements(), motion.Expressions()], text) == []


def test_elements_that_change_leave_a_shape_as_it_is(proposals):
    text = "def f(a, n):\n    for i in range(n):\n        a[i] = g(a.shape) + i\n"
    assert proposals([motion.Expressions()], text) == [
        "def f(a, n):\n    hoisted = g(a.shape)\n    for i in range(n):\n        a[i] = hoisted + i\n"
    ]


def test_a_change_of_one_attribute_leaves_the_others(proposals):
    text = "def f(self, xs):\n    for x in xs:\n        self.n += 1\n        use(x, g(self.w), g(self.n))\n"
    (new,) = proposals([motion.Expressions()], text)
    assert "hoisted = g(self.w)\n" in new


def test_a_new_name_does_not_take_one_that_is_there(proposals):
    text = "hoisted = 1\nfor i in a:\n    b = g(hoisted, i) + h(c, d)\n"
    assert proposals([motion.Expressions()], text) == [
        "hoisted = 1\nhoisted_2 = h(c, d)\nfor i in a:\n    b = g(hoisted, i) + hoisted_2\n"
    ]


def test_a_body_that_would_be_empty_keeps_a_pass(proposals):
    assert proposals([invariance.Statements()], "while True:\n    x = y\n") == ["x = y\nwhile True:\n    pass\n"]


def test_lookups_of_one_loop_are_bound_together(proposals):
    text = "def f(xs):\n    out = []\n    for x in xs:\n        out.append(math.sqrt(x))\n    return out\n"
    assert proposals([motion.Lookups()], text) == [
        "def f(xs):\n    out = []\n    math_sqrt = math.sqrt\n    out_append = out.append\n    for x in xs:\n"
        "        out_append(math_sqrt(x))\n    return out\n"
    ]


def test_a_repeated_expression_is_computed_once(proposals):
    text = "def f(a, x):\n    u = g(a[x]) + 1\n    v = 2 * g(a[x])\n    return u, v\n"
    assert proposals([reuse.Common()], text) == [
        "def f(a, x):\n    common = g(a[x])\n    u = common + 1\n    v = 2 * common\n    return u, v\n"
    ]
    assert proposals([reuse.Common()], text.replace("    v =", "    a[0] = 1\n    v =")) == []
    named = "u = g(a, 1)\nv = 2 * g(a, 1)\n"
    assert proposals([reuse.Common()], named) == ["u = g(a, 1)\nv = 2 * u\n"]


def test_what_depends_on_the_inner_index_alone_becomes_a_table(proposals):
    text = "def f(n, a):\n    for i in range(n):\n        for j in range(n):\n            a[i] += g(j) * i\n"
    assert proposals([reuse.Table()], text) == [
        "def f(n, a):\n    table = [g(j) for j in range(n)]\n    for i in range(n):\n        for j in range(n):\n"
        "            a[i] += table[j] * i\n"
    ]


def test_what_a_called_function_makes_of_constants_goes_to_the_module(proposals):
    text = "import re\n\n\ndef f(x):\n    return re.sub(re.escape('.'), '', x)\n\n\nprint([f(x) for x in y])\n"
    (new,) = proposals([reuse.Constant()], text)
    assert new.startswith("import re\n\nCONSTANT = re.escape('.')\n\n\ndef f(x):\n    return re.sub(CONSTANT, ")


def test_what_only_the_last_round_needs_is_computed_after_the_loop(proposals):
    text = "def f(xs, w):\n    for x in xs:\n        w = g(w, x)\n        loss = h(w)\n    return w, loss\n"
    assert proposals([placement.Sink()], text) == [
        "def f(xs, w):\n    for x in xs:\n        w = g(w, x)\n    loss = h(w)\n    return w, loss\n"
    ]
    assert proposals([placement.Sink()], text.replace("g(w, x)", "g(w, x, loss)")) == []


def test_what_one_branch_needs_is_computed_there(proposals):
    text = "def f(x):\n    y = g(x)\n    if x:\n        return y\n    return 0\n"
    assert proposals([placement.Lazy()], text) == [
        "def f(x):\n    if x:\n        y = g(x)\n        return y\n    return 0\n"
    ]


def test_a_question_is_asked_before_the_work_that_it_makes_needless(proposals):
    text = "for x in xs:\n    y = g(x)\n    if x < 0:\n        continue\n    use(y)\n"
    assert proposals([placement.Guard()], text) == [
        "for x in xs:\n    if x < 0:\n        continue\n    y = g(x)\n    use(y)\n"
    ]
    assert proposals([placement.Guard()], text.replace("x < 0", "y < 0")) == []


def test_the_cheaper_question_comes_first(changes):
    assert changes([placement.CheapFirst()], "for x in xs:\n    y = g(x) and (x > 1 or x < 0)\n") == {
        ("y = g(x) and (x > 1 or x < 0)", "y = (x > 1 or x < 0) and g(x)")
    }


def test_statements_that_depend_on_the_inner_item_alone_are_run_once_for_each(proposals):
    text = """\
def f(docs, words):
    for d in docs:
        for w in words:
            n = 0
            for other in docs:
                n += count(w, other)
            use(d, w, n)
"""
    assert proposals([tabulate.Tabulate()], text) == [
        """\
def f(docs, words):
    n_of = {}
    for w in words:
        n = 0
        for other in docs:
            n += count(w, other)
        n_of[w] = n
    for d in docs:
        for w in words:
            n = n_of[w]
            use(d, w, n)
"""
    ]
    assert proposals([tabulate.Tabulate()], text.replace("count(w, other)", "count(w, other, d)")) == []
    assert proposals([tabulate.Tabulate()], text + "    return n\n") == []


def test_a_table_of_a_range_that_starts_later_is_read_from_its_start(proposals):
    text = "for i in range(n):\n    for j in range(1, n):\n        go(i, h(j))\n"
    (new,) = proposals([reuse.Table()], text)
    assert "table = [h(j) for j in range(1, n)]\n" in new and "go(i, table[j - 1])" in new
