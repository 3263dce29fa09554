"""What deletion proposes."""

from __future__ import annotations

from leadscrew.research.rewriter.moves import remove

REMOVABLE = '''\
"""Doc."""
import os


def f(n):
    """Doc."""
    total = 0  # the sum

    # each of them
    for i in range(n):
        total += i
    print( total )
    return total
'''


def test_each_statement_may_be_removed_but_for_docstrings_imports_and_returns(proposals):
    shorter = proposals(remove.MOVES, REMOVABLE)
    assert sorted(shorter) == sorted(
        [
            REMOVABLE.replace("    total = 0  # the sum\n", ""),
            REMOVABLE.replace("\n    # each of them\n    for i in range(n):\n        total += i\n", ""),
            REMOVABLE.replace("        total += i\n", "        pass\n"),
            REMOVABLE.replace("    print( total )\n", ""),
        ]
    )


def test_a_whole_chain_of_conditions_is_removed_and_not_its_middle(proposals):
    text = "def f(n):\n    if n:\n        g(n)\n    elif n > 3:\n        h(n)\n    return n\n"
    assert "def f(n):\n    return n\n" in proposals(remove.MOVES, text)
    assert all("elif" in new or new == "def f(n):\n    return n\n" for new in proposals(remove.MOVES, text))
