"""Functions are emptied one at a time, and what is left still parses."""

from __future__ import annotations

import ast

import pytest

from leadscrew.bench.weakness import functions_of

CASES = {
    "plain": "def f(x):\n    y = x\n    return y\n",
    "docstring": 'def f(x):\n    """What it is."""\n    return x\n',
    "generator": "def f(x):\n    for y in x:\n        yield y\n",
    "method": "class A:\n    @property\n    def f(self):\n        return 1\n\n    z = 2\n",
    "decorated inside": "def f(x):\n    @x\n    def g():\n        return 1\n    return g\n",
    "class inside": "def f(x):\n    @x\n    class G:\n        pass\n    return G\n",
    "long signature": "def f(\n    x,\n    y=1,\n):\n    return x\n",
    "form feed": "x = 1\n\x0c\ndef f(x):\n    return x\n\x0c\ny = 2\n",
    "line separator": "x = '\u2028'\n\n\ndef f(x):\n    return x\n",
    "windows": "def f(x):\r\n    return x\r\ny = 2\r\n",
    "no line end": "def f(x):\n    return x",
    "mark": "\ufeffdef f(x):\n    return x\n",
}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES)
def test_an_emptied_function_returns_nothing_and_all_else_stays(source):
    found = [function for function in functions_of("a.py", source.encode()) if function.name == "f"]
    assert len(found) == 1
    tree = ast.parse(found[0].emptied)
    (emptied,) = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "f"]
    assert ast.dump(emptied.body[0]) == ast.dump(ast.parse("def f():\n    return None").body[0].body[0])  # type: ignore[attr-defined]
    assert len(emptied.body) == 1

    def others(text: str | bytes) -> list[str]:
        known = ast.parse(text)
        for node in ast.walk(known):
            if isinstance(node, ast.FunctionDef) and node.name == "f":
                node.body = []
        return [ast.dump(node) for node in known.body]

    assert others(found[0].emptied) == others(source.encode())


@pytest.mark.parametrize(
    "source",
    ["def f(x): return x\n", "def f(x,\n      y): return x\n", "def f(x):\n    return\n", "def f(x):\n    x.y = 1\n",
     "class A:\n    def __init__(self):\n        return self\n", "def f(x):\n    g = lambda: 1\n    x(g)\n", "async def f(x):\n    return 1\n",
     "def f(:\n", "x = 1\n"],
)  # fmt: skip
def test_what_gives_nothing_or_cannot_be_emptied_is_left_out(source):
    assert functions_of("a.py", source.encode()) == []


@pytest.mark.parametrize(
    "content", [b"\0", b"\xff\xfe", b"# coding: latin-1\nx = '\xe9'\ndef f():\n    return x\n", b"(" * 9999]
)
def test_what_is_no_utf_8_python_is_left_out(content):
    assert functions_of("a.py", content) == []
