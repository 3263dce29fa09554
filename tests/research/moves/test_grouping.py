"""A filtering function in a loop is asked a table instead."""

from __future__ import annotations

import pytest

from leadscrew.research.rewriter.moves import grouping

TEXT = '''\
def orders_of(orders, customer):
    """All orders of one customer."""
    found = []
    for order in orders:
        if order["who"] == customer:
            found.append((order["what"], order["cost"]))
    return found


def bills(customers, orders):
    total = {}
    for customer in customers:
        for what, cost in orders_of(orders, customer):
            total[customer] = total.get(customer, 0) + cost
    return total
'''
ORDERS = [{"who": n % 5, "what": str(n), "cost": n * n} for n in range(40)]


def bills(text: str) -> object:
    scope: dict[str, object] = {}
    exec(text, scope)
    return scope["bills"]([1, 3, 9], ORDERS)  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace('order["who"] == customer', 'customer == order["who"]'),
        TEXT[: TEXT.index("    found")]
        + '    return [(order["what"], order["cost"]) for order in orders if order["who"] == customer]\n\n\n'
        + TEXT[TEXT.index("def bills") :],
        TEXT[: TEXT.index("    found")]
        + '    found = [(order["what"], order["cost"]) for order in orders if order["who"] == customer]\n'
        + "    return found\n\n\n"
        + TEXT[TEXT.index("def bills") :],
    ],
)
def test_groups_are_made_once_and_give_the_same(text, proposals):
    (new,) = proposals(grouping.MOVES, text)
    assert "in orders_of_by_key.get(customer, []):" in new
    assert bills(new) == bills(TEXT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('order["who"] == customer', 'order["who"] <= customer'),
        ('order["who"] == customer', 'order["who"] == customer and order["cost"]'),
        ('(order["what"], order["cost"])', '(customer, order["cost"])'),
        ("total[customer] =", "orders.append(cost); total[customer] ="),
        ("    return found\n", "    return sorted(found)\n"),
    ],
)
def test_what_does_more_than_filter_by_a_key_stays(before, after, proposals):
    assert proposals(grouping.MOVES, TEXT.replace(before, after)) == []
