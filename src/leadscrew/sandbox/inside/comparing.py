"""In the judge's box: is an answer what the start gives on the same problem, and do the same tests pass?

Both sides are plain data that came from a box, the start's as well as the candidate's.
"""

from __future__ import annotations

import math
import re
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from typing import Any

from folder import from_npy  # type: ignore[import-not-found,unused-ignore]
from plain import NotPlain, RawArray  # type: ignore[import-not-found,unused-ignore]

CLOSE = {"float16": 1e-2, "float32": 1e-5, "float64": 1e-9, "complex64": 1e-5, "complex128": 1e-9}
"""Of the larger size of two numbers; in an array or a list of floats, of the usual size if that is more."""
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?", re.ASCII)
FORMATS = {
    "float16": "e", "float32": "f", "float64": "d", "complex64": "f", "complex128": "d",
}  # fmt: skip
SHOWN = 60
TOLD = {
    "returned": "returns", "raised": "raises", "caught_as": "raises what is caught as",
    "after": "leaves its arguments as", "again": "gives the very thing it gave, calls ago:",
    "shared": "gives back, or leaves, the same container twice:",
}  # fmt: skip
"""Of a call's outcome: what is compared, and in which words."""


class Differs(Exception):
    """Where and how an answer is not the start's."""


def compare_calls(expected: Any, found: Any, *, close: bool) -> None:
    """Raise Differs unless every call came to the same.  Both: what `leadscrew_call.call` returns."""
    before, after = _outcomes(expected), _outcomes(found)
    if len(before) != len(after):
        raise Differs(f"{len(after)} calls were answered, expected {len(before)}")
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        where = f"call {number}"
        for kind, told in TOLD.items():
            if kind in old and kind not in new:
                raise Differs(f"{where}: expected that it {told} {shown(old[kind])}")
            if kind in new and kind not in old:
                raise Differs(f"{where}: it {told} {shown(new[kind])}, which the start does not")
            if kind in old:
                same(old[kind], new[kind], close=close, where=f"{where}: {kind}")


def compare_output(expected: Any, found: Any, *, close: bool, rule: str) -> None:
    """Raise Differs unless a command printed and wrote the same.  Both: what `leadscrew_run` writes."""
    old, new = _run(expected), _run(found)
    if rule != "ignored":
        same_text(old["output"], new["output"], rule=rule, where="what it prints")
    if set(old["files"]) != set(new["files"]):
        lacks, more = sorted(set(old["files"]) - set(new["files"])), sorted(set(new["files"]) - set(old["files"]))
        raise Differs(f"it wrote other files: {lacks[:3]} are missing, {more[:3]} are new")
    for name, content in old["files"].items():
        same_file(_bytes(content), _bytes(new["files"][name]), close=close, where=f"the file {name!r}")


def same(old: Any, new: Any, *, close: bool, where: str) -> None:
    """Raise Differs unless two values are equal in type and content, floats within the tolerance where `close`."""
    if isinstance(old, RawArray) or isinstance(new, RawArray):
        return _same_array(old, new, close=close, where=where)
    if type(old) is not type(new):
        raise Differs(f"{where} is {shown(new)}, expected {shown(old)}")
    if isinstance(old, float):
        if not (_close(old, new, CLOSE["float64"]) if close else repr(old) == repr(new)):
            raise Differs(f"{where} is {new!r}, expected {old!r}")
    elif isinstance(old, list):
        if len(old) != len(new):
            raise Differs(f"{where} has {len(new)} items, expected {len(old)}")
        if close and old and all(type(item) is float for item in (*old, *new)):
            return _same_floats(old, new, tolerance=CLOSE["float64"], where=where)
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            same(one, other, close=close, where=f"{where}[{index}]")
    elif isinstance(old, dict):
        if list(old) != list(new):
            raise Differs(f"{where} has the keys {shown(list(new))}, expected {shown(list(old))}")
        for key, one in old.items():
            same(one, new[key], close=close, where=f"{where}[{shown(key[:30])}]")
    elif old != new:
        raise Differs(f"{where} is {shown(new)}, expected {shown(old)}")
    return None


def _same_floats(old: Sequence[float], new: Sequence[float], *, tolerance: float, where: str) -> None:
    """Raise Differs unless floats differ by no more than a share of their own or of the usual size; both of one length.

    The usual size is the median of those that are not 0: one huge number does not make all others small.
    """
    sizes = sorted(abs(x) for x in old if x and math.isfinite(x))
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    for index, (one, other) in enumerate(zip(old, new, strict=True)):
        if not _close(one, other, tolerance, usual):
            raise Differs(f"{where}[{index}] is {other!r}, expected {one!r}")


def same_text(old: str, new: str, *, rule: str, where: str) -> None:
    """Raise Differs unless two texts are equal: `numbers` lets numbers be close, `words` lets them be any."""
    if old == new:
        return
    if rule == "exact":
        raise Differs(f"{where} differs from line {_first_difference(old, new)}")
    spaces = rule == "numbers"
    if _words(old, spaces=spaces) != _words(new, spaces=spaces):
        raise Differs(f"{where} differs in more than numbers, from line {_first_difference(old, new)}")
    if rule == "words":
        return
    for one, other in zip(NUMBER.findall(old), NUMBER.findall(new), strict=True):
        whole = not (set(".eE") & set(one) and set(".eE") & set(other))
        finite = math.isfinite(float(one)) and math.isfinite(float(other))
        if one != other and (whole or not finite or not _close(float(one), float(other), CLOSE["float64"])):
            raise Differs(f"{where}: the number {other[:SHOWN]} stands where the start has {one[:SHOWN]}")


def same_file(old: bytes, new: bytes, *, close: bool, where: str) -> None:
    """Raise Differs unless two files are equal; with `close`, numbers in text and .npy files within the tolerance."""
    if old == new:
        return
    if close and old[:6] == new[:6] == b"\x93NUMPY":
        try:
            one, other = from_npy(old), from_npy(new)
        except NotPlain as exc:
            raise Differs(f"{where} differs and cannot be read: {exc}") from exc
        return _same_array(one, other, close=True, where=where)
    try:
        texts = old.decode(), new.decode()
    except UnicodeDecodeError:
        raise Differs(f"{where} differs") from None
    return same_text(*texts, rule="numbers" if close else "exact", where=where)


def _same_array(old: Any, new: Any, *, close: bool, where: str) -> None:
    if not isinstance(old, RawArray) or not isinstance(new, RawArray):
        raise Differs(f"{where} is {shown(new)}, expected {shown(old)}")
    if (old.dtype, old.shape) != (new.dtype, new.shape):
        raise Differs(f"{where} is {shown(new)}, expected {shown(old)}")
    if old.data == new.data:
        return
    if not close or old.dtype not in CLOSE:
        raise Differs(f"{where} holds other numbers")
    _same_floats(_numbers(old), _numbers(new), tolerance=CLOSE[old.dtype], where=where)


def _numbers(array: RawArray) -> tuple[float, ...]:
    code = FORMATS[array.dtype]
    return struct.unpack(f"<{len(array.data) // struct.calcsize(code)}{code}", array.data)


def _close(old: float, new: float, tolerance: float, usual: float = 0.0) -> bool:
    if old == new or (old != old and new != new):
        return True
    if not (math.isfinite(old) and math.isfinite(new)):
        return False
    return abs(old - new) <= tolerance * max(abs(old), abs(new), usual)


def _words(text: str, *, spaces: bool) -> list[str]:
    """The lines of a text without its numbers; with `spaces` also how many blanks stand between words."""
    lines = NUMBER.sub("\0", text.replace("\0", "\0\0")).split("\n")
    return lines if spaces else [" ".join(line.split()) for line in lines]


def _first_difference(old: str, new: str) -> str:
    for number, (one, other) in enumerate(zip(old.split("\n"), new.split("\n"), strict=False), 1):
        if one != other:
            return f"{number}: {other[:SHOWN]!r}, expected {one[:SHOWN]!r}"
    return f"{min(old.count(chr(10)), new.count(chr(10))) + 1}: one of the two ends there"


def _outcomes(answer: Any) -> list[dict[str, Any]]:
    outcomes = answer.get("outcomes") if isinstance(answer, dict) else None
    if not isinstance(outcomes, list) or not all(isinstance(outcome, dict) for outcome in outcomes):
        raise Differs("the answer is not a list of outcomes")
    return outcomes


def _run(answer: Any) -> dict[str, Any]:
    known = answer if isinstance(answer, dict) else {}
    if not isinstance(known.get("output"), str) or not isinstance(known.get("files"), dict):
        raise Differs("the answer is not what a command leaves")
    return known


def _bytes(content: Any) -> bytes:
    try:
        return bytes.fromhex(content)
    except (ValueError, TypeError) as exc:
        raise Differs("the answer is not what a command leaves") from exc


def shown(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, RawArray):
        return f"an array of {value.dtype}, shape {value.shape}"
    return repr(value).replace("\\x00", "")[:SHOWN]  # the mark of what is no mapping


def test_results(answer: Any) -> dict[str, str]:
    """What came of each test, `passed`, `failed` or `skipped`.  answer: what `leadscrew_tests` writes.

    Tests of one name count together, as the worst of them.  Where no JUnit XML was written the whole command is one
    test that passes with exit code 0.  Raises Differs where the XML is none.
    """
    if not isinstance(answer, dict) or type(answer.get("exit")) is not int or not isinstance(answer.get("junit"), str):
        raise Differs("the tests left no report")
    if not answer["junit"].strip():
        return {"exit code": "passed" if answer["exit"] == 0 else "failed"}
    results: dict[str, str] = {}
    order = ("passed", "skipped", "failed")
    try:
        if "<!DOCTYPE" in answer["junit"] or "<!ENTITY" in answer["junit"]:
            raise Differs("the tests' report declares entities")
        cases = list(ElementTree.fromstring(answer["junit"]).iter("testcase"))
    except ElementTree.ParseError as exc:
        raise Differs(f"the tests' report is not XML: {exc}") from exc
    for case in cases:
        parts = {part.tag for part in case}
        result = "failed" if parts & {"failure", "error"} else "skipped" if "skipped" in parts else "passed"
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        results[name] = max(results.get(name, "passed"), result, key=order.index)
    return results


def compare_tests(expected: Any, found: Any, flaky: list[str]) -> int:
    """Raise Differs unless all tests that pass with the start pass here too; how many did.

    flaky: names of tests that are not looked at.
    """
    before, after = test_results(expected), test_results(found)
    needed = {name for name, result in before.items() if result == "passed" and name not in flaky}
    bad = sorted(name for name in needed if after.get(name) != "passed")
    if bad:
        first = bad[0]
        told = {"failed": "fails", "skipped": "is skipped"}.get(after.get(first, ""), "has vanished")
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        raise Differs(f"{len(bad)} of {len(needed)} tests that pass with the start do not: {first} {told}{more}")
    if not needed and before:
        raise Differs("no test passes with the start")
    return len(needed)
