"""What loop transformations propose."""

from __future__ import annotations

import pytest

from leadscrew.research.rewriter.moves import accumulate, fusion, growth, loops, pieces, search, traverse


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = []\nfor x in xs:\n    y.append(g(x))\n", "y = [g(x) for x in xs]\n"),
        ("y = []\nfor x in xs:\n    if x > 1:\n        y.append(x)\n", "y = [x for x in xs if x > 1]\n"),
        (
            "y = []\nfor x in xs:\n    if x < 0:\n        continue\n    z = g(x)\n    y.append(z)\n",
            "y = [(g(x)) for x in xs if not (x < 0)]\n",
        ),
        ("y = []\nfor a in xs:\n    for b in a:\n        y.append(b)\n", "y = [b for a in xs for b in a]\n"),
        ("y = set()\nfor x in xs:\n    y.add(x)\n", "y = {x for x in xs}\n"),
        ("y = {}\nfor k, v in xs:\n    y[k] = v\n", "y = {k: v for k, v in xs}\n"),
        ("n = 0\nfor x in xs:\n    n += x * 2\n", "n = sum(x * 2 for x in xs)\n"),
        ("n = 0.0\nfor x in xs:\n    n += x\n", "n = sum((x for x in xs), 0.0)\n"),
        ("s = ''\nfor x in xs:\n    s += x\n", "s = ''.join(x for x in xs)\n"),
        ("b = False\nfor x in xs:\n    if x > 1:\n        b = True\n", "b = any((x > 1) for x in xs)\n"),
        (
            "b = True\nfor x in xs:\n    if x > 1:\n        b = False\n        break\n",
            "b = not any((x > 1) for x in xs)\n",
        ),
        (
            "b = float('inf')\nfor x in xs:\n    d = g(x)\n    if d < b:\n        b = d\n",
            None,  # what is compared is read twice: computed twice it may cost more
        ),
        (
            "b = -math.inf\nfor x in xs:\n    if x > b:\n        b = x\n",
            "b = max((x for x in xs), default=-math.inf)\n",
        ),
    ],
)
def test_a_loop_that_only_collects_becomes_an_expression(before, after, proposals):
    assert proposals([accumulate.Accumulate()], before) == ([] if after is None else [after])


@pytest.mark.parametrize(
    "text",
    [
        "y = [1]\nfor x in xs:\n    y.append(x)\n",
        "y = []\nfor x in xs:\n    y.append(len(y))\n",
        "y = []\nfor x in xs:\n    y.append(x)\nprint(x)\n",
        "y = []\nfor x in xs:\n    y.append(x)\n    print(y)\n",
        "y = []\nprint(y)\nfor x in xs:\n    y.append(x)\n",
        "y = 1\nfor x in xs:\n    y += x\n",
        "y = []\nfor x in y:\n    y.append(x)\n",
    ],
)
def test_a_loop_that_does_more_stays(text, proposals):
    assert proposals([accumulate.Accumulate()], text) == []


def test_a_name_that_the_next_loop_binds_anew_is_not_missed(proposals):
    text = "y = []\nfor x in xs:\n    y.append(x)\nfor x in zs:\n    print(x)\n"
    assert proposals([accumulate.Accumulate()], text) == ["y = [x for x in xs]\nfor x in zs:\n    print(x)\n"]


def test_comments_of_a_loop_stay(proposals):
    text = "# start\ny = []  # none yet\n# each\nfor x in xs:\n    # add it\n    y.append(x)\n"
    (new,) = proposals([accumulate.Accumulate()], text)
    assert new == "# start\n# none yet\n# each\n# add it\ny = [x for x in xs]\n"


def test_a_string_is_joined_from_its_pieces(proposals):
    text = "s = 'x'\nfor x in xs:\n    s += x\n    go(x)\n"
    assert proposals([pieces.Join()], text) == [
        "s_pieces = ['x']\nfor x in xs:\n    s_pieces.append(x)\n    go(x)\ns = \"\".join(s_pieces)\n"
    ]
    assert proposals([pieces.Join()], text.replace("go(x)", "go(s)")) == []


def test_a_search_for_equal_items_becomes_a_look_into_a_table(proposals):
    text = "for o in orders:\n    for c in customers:\n        if c.id == o.customer and c.ok:\n            go(o, c)\n"
    assert proposals([search.HashJoin()], text) == [
        "customers_by = {}\nfor c in customers:\n    customers_by.setdefault(c.id, []).append(c)\n"
        "for o in orders:\n    for c in customers_by.get(o.customer, ()):\n        if c.ok:\n            go(o, c)\n"
    ]
    assert proposals([search.HashJoin()], text.replace("go(o, c)", "customers.remove(c)")) == []


def test_positions_and_counts_are_looked_up(proposals):
    text = "for x in xs:\n    go(names.index(x), names.count(x))\n"
    assert proposals([search.Position()], text) == [
        "names_positions = {}\nfor place, item in enumerate(names):\n    names_positions.setdefault(item, place)\n"
        "for x in xs:\n    go(names_positions[x], names.count(x))\n",
        "from collections import Counter\nnames_counts = Counter(names)\n"
        "for x in xs:\n    go(names.index(x), names_counts[x])\n",
    ]
    assert proposals([search.Position()], text + "    names.append(x)\n") == []


def test_sums_of_slices_become_differences(proposals):
    text = "for i in range(n):\n    go(sum(x[i : i + 3]), np.mean(x[i:j]))\n"
    assert proposals([search.PrefixSums()], text) == [
        "from itertools import accumulate\nx_sums = [0, *accumulate(x)]\nfor i in range(n):\n"
        "    go((x_sums[i + 3] - x_sums[i]), ((x_sums[j] - x_sums[i]) / ((j) - (i))))\n"
    ]
    assert proposals([search.PrefixSums()], "for i in range(n):\n    x[i] = sum(x[i:j])\n") == []


def test_indices_become_items(proposals):
    text = "for i in range(len(xs)):\n    go(xs[i])\n"
    assert proposals([traverse.Direct()], text) == ["for x in xs:\n    go(x)\n"]
    assert proposals([traverse.Direct()], text.replace("go(xs[i])", "go(xs[i], ys[i], i)")) == [
        "for i, (x, y) in enumerate(zip(xs, ys)):\n    go(x, y, i)\n"
    ]
    assert proposals([traverse.Direct()], text.replace("go(xs[i])", "xs[i] = go(xs[i])")) == []
    counted = "def f(xs):\n    n = len(xs)\n    for i in range(n):\n        go(xs[i])\n"
    assert proposals([traverse.Direct()], counted) == ["def f(xs):\n    n = len(xs)\n    for x in xs:\n        go(x)\n"]


def test_a_queue_becomes_a_deque(proposals):
    text = (
        '"""Doc."""\nimport os\n\n\ndef f(a):\n    q = [a]\n    while q:\n        x = q.pop(0)\n        q.append(x)\n'
    )
    assert proposals([traverse.Deque()], text) == [
        text.replace("import os\n", "import os\nfrom collections import deque\n")
        .replace("[a]", "deque([a])")
        .replace("pop(0)", "popleft()")
    ]
    assert proposals([traverse.Deque()], text.replace("append(x)", "append(q[1:])")) == []


def test_a_search_ends_when_it_has_found(proposals):
    text = "for x in xs:\n    if x > 1:\n        found = True\n"
    assert proposals([traverse.EarlyExit()], text) == [text + "        break\n"]
    assert proposals([traverse.EarlyExit()], text.replace("True", "x")) == []


def test_a_list_grows_in_place_and_in_order(proposals):
    assert proposals([growth.Grow()], "for x in xs:\n    a = a + [x]\n") == ["for x in xs:\n    a.append(x)\n"]
    assert proposals([growth.Grow()], "for x in xs:\n    a.append(x)\n    a.sort()\n") == [
        "from bisect import insort\nfor x in xs:\n    insort(a, x)\n"
    ]


def test_two_loops_over_the_same_become_one(proposals):
    text = "for i in range(n):\n    a[i] = b[i]\nt = 0\nfor i in range(n):\n    # sum\n    t += a[i]\n"
    assert proposals([fusion.Fuse()], text) == [
        "t = 0\nfor i in range(n):\n    a[i] = b[i]\n    # sum\n    t += a[i]\n"
    ]
    for later in ("a[i + 1]", "sum(a)"):
        assert proposals([fusion.Fuse()], text.replace("t += a[i]", f"t += {later}")) == []


def test_a_nest_of_loops_is_turned_inside_out(proposals):
    text = "for j in range(m):\n    for i in range(n):\n        a[i, j] = 1\n"
    assert proposals([loops.Interchange()], text) == [
        "for i in range(n):\n    for j in range(m):\n        a[i, j] = 1\n"
    ]
    assert proposals([loops.Interchange()], text.replace("range(n)", "range(j)")) == []


def test_a_question_with_one_answer_is_asked_before_the_loop(proposals):
    text = "for x in xs:\n    if fast:\n        a(x)\n    else:\n        b(x)\n    c(x)\n"
    assert proposals([loops.Unswitch()], text) == [
        "if fast:\n    for x in xs:\n        a(x)\n        c(x)\nelse:\n    for x in xs:\n        b(x)\n        c(x)\n"
    ]
    assert proposals([loops.Unswitch()], text.replace("if fast", "if x")) == []


def test_a_loop_that_counts_goes_over_a_range(proposals):
    text = "i = 2\nwhile i < n:\n    go(i)\n    i += 1\n"
    assert proposals([loops.Counter()], text) == ["i = 2\nfor i in range(2, n):\n    go(i)\n"]
    assert proposals([loops.Counter()], text + "print(i)\n") == []
    assert proposals([loops.Counter()], text.replace("go(i)", "i += go(i)")) == []
    assert proposals([loops.Counter()], text.replace("go(i)", "n -= 1")) == []


def test_a_loop_that_does_two_things_becomes_two(proposals):
    text = "for i in range(n):\n    a[i] = 1\n    b[i] = 2\n"
    assert proposals([fusion.Split()], text) == ["for i in range(n):\n    a[i] = 1\nfor i in range(n):\n    b[i] = 2\n"]
    assert proposals([fusion.Split()], text.replace("= 2", "= a[i]")) == []
