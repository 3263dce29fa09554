"""Which family of moves a change of words and lines belongs to, coarsely, from the change itself. Pure.

The rewriter names its moves. What a model or a client submits is put into one of the same families where it plainly
fits, by what the changed files hold more or less of than before; the first that fits counts. Nothing is parsed: the
text is a stranger's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from leadscrew.core.program import lines_of

OF_A_MODEL = "model "
"""Before the family, where the record names the move of a researcher that thinks in words."""
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")
COMMENT = re.compile(r"(?<!\s)\s+#")
FAMILIES: tuple[tuple[str, str], ...] = (
    ("compile", r"\bnumba\b|\bn?jit\b|\bctypes\b|\bcffi\b|\bcython\b"),
    ("parallel", r"\bthreading\b|\bmultiprocessing\b|\bconcurrent\b|\basyncio\b|\bThreadPool\w*"),
    ("vectorise", r"\b(?:np|numpy)\.\w+|\beinsum\b|\btensordot\b"),
    ("dtype", r"\bfloat(?:16|32)\b|\bu?int(?:8|16|32)\b|\bastype\b|\bdtype\b"),
    ("call", r"\blru_cache\b|\bfunctools\b|\bcache\w*|\bmemo\w*|\bitertools\b|\boperator\b|\bheapq\b|\bbisect\w*|"
             r"\bdeque\b|\bdefaultdict\b|\bCounter\b|\b(?:sum|min|max|map|sorted|zip|any|all|filter)\("),
    ("loop", r"\bfor\b|\bwhile\b|\bbreak\b|\bcontinue\b"),
)  # fmt: skip
"""In this order: what a change that holds more of it, or less of loops, is taken for."""
WORDS = tuple((name, re.compile(pattern)) for name, pattern in FAMILIES)
OTHER, FILES = "rewrite", "files"
MOST_LETTERS = 1 << 18


def family_of(before: Mapping[str, bytes], change: Mapping[str, bytes | None]) -> str:
    """One of: files, remove, tune, move, compile, parallel, vectorise, dtype, call, loop, rewrite.

    before: the program that was changed.  change: whole files by path, None where removed.
    """
    code = {path: content for path, content in change.items() if path.endswith((".py", ".pyx", ".c", ".cpp", ".rs"))}
    if not code:
        return FILES
    old = [line for path in code for line in _lines(before.get(path))]
    new = [line for path in code for line in _lines(code[path])]
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if not come:
        return "remove" if gone else "move"
    if _without_numbers(gone) == _without_numbers(come):
        return "tune"
    if Counter(map(str.strip, gone.elements())) == Counter(map(str.strip, come.elements())):
        return "move"
    was, is_ = "\n".join(gone.elements()), "\n".join(come.elements())
    for name, pattern in WORDS:
        fewer, more = (Counter(pattern.findall(text)) for text in (was, is_))
        if more - fewer or (name == "loop" and fewer - more):
            return name
    return OTHER


def family_named(move: str) -> str:
    """The family of a move as the record has it, whoever made it."""
    return move.partition("#")[0].partition("/")[0].removeprefix(OF_A_MODEL)


def _lines(content: bytes | None) -> list[str]:
    text = (content or b"")[:MOST_LETTERS].decode("utf-8", "replace")
    lines = (_code(line.rstrip()) for line in lines_of(text))
    return [line for line in lines if line.strip()]


def _code(line: str) -> str:
    """A line without its comment, which holds no quotation mark unless nothing else is there."""
    if line.lstrip().startswith("#"):
        return ""
    comment = COMMENT.search(line, max(line.rfind("'"), line.rfind('"')) + 1)
    return line if comment is None else line[: comment.start()]


def _without_numbers(lines: Counter[str]) -> Counter[str]:
    return Counter(NUMBER.sub("0", line) for line in lines.elements())
