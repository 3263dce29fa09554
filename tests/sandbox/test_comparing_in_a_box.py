"""Is an answer what the start gives? Compared in the judge's real box, from bodies as they come out of a trial."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from leadscrew.core.task import Reference
from leadscrew.errors import TaskError
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox, Ruling

MARK = f"comparing-{os.getpid()}"
INPUTS = b"def inputs(seed):\n    return ([seed % 7, {1: (2, 3)}, {4}],)\n"
NOTHING = b"def problem(seed):\n    return {'seed': seed}\n"
NAN = float("nan")
INF = float("inf")
Compare = Callable[..., str]


class Boxes:
    """A judge for each way to compare, started on first use."""

    def __init__(self) -> None:
        self.known: dict[Reference, JudgeBox] = {}

    def ruling(self, reference: Reference, old: bytes, new: bytes, *, folder: bool) -> Ruling:
        if reference not in self.known:
            source = NOTHING if folder else INPUTS
            self.known[reference] = JudgeBox(source, ("numpy",), lab_mark=MARK, reference=reference)
        box = self.known[reference]
        return box.check(5, new, held_out=False, quality="", folder=folder, expected=old)


@pytest.fixture(scope="module")
def boxes() -> Iterator[Boxes]:
    boxes = Boxes()
    yield boxes
    for box in boxes.known.values():
        box.close()
    assert living_boxes(MARK) == ()


@pytest.fixture
def values(boxes) -> Compare:
    """Compares what two calls returned; why they differ, or nothing."""

    def compare(old: Any, new: Any, *, floats: Any = "close", kind: str = "returned", after: Any = ()) -> str:
        bodies = [plain.encoded({"outcomes": [{kind: value, "after": list(after)}]}) for value in (old, new)]
        ruling = boxes.ruling(Reference(floats=floats), *bodies, folder=False)
        assert ruling.ok or "not what the start gives" in ruling.reason or "not plain data" in ruling.reason
        return "" if ruling.ok else ruling.reason

    return compare


@pytest.fixture
def outputs(boxes) -> Compare:
    """Compares what two commands printed and wrote; why they differ, or nothing."""

    def compare(old: Any, new: Any, *, rule: Any = "exact", floats: Any = "close", files: Any = ({}, {})) -> str:
        answers = [
            {"output": text, "files": {name: content.hex() for name, content in written.items()}}
            for text, written in zip((old, new), files, strict=True)
        ]
        bodies = [plain.encoded({"data.json": json.dumps(answer).encode()}) for answer in answers]
        ruling = boxes.ruling(Reference(floats=floats, output=rule), *bodies, folder=True)
        assert ruling.ok or "not what the start gives" in ruling.reason
        return "" if ruling.ok else ruling.reason

    return compare


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (1.0, 1.0 + 1e-12), (1e300, 1e300 * (1 + 1e-12)), ([1.0, 1e-30], [1.0, 0.0]), (-0.0, 0.0), (NAN, NAN), (INF, INF), ([1.5], [1.5]),
        ({"a": [1.0]}, {"a": [1.0 + 1e-13]}), (np.array([1.0, 1e-30]), np.array([1.0, 0.0])),
        (np.array([NAN, 1.0]), np.array([NAN, 1.0])), (np.float32([1]), np.float32([1.000001])),
        (np.array([1 + 1j]), np.array([1 + (1 + 1e-12) * 1j])), (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array([INF, -INF]), np.array([INF, -INF])),
    ],
    ids=repr,
)  # fmt: skip
def test_floats_within_the_tolerance_are_the_same(values, old, new):
    assert values(old, new) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (1.0, 1.0 + 1e-7), (1e-9, 2e-9), (NAN, 0.0), (0.0, NAN), (INF, -INF), (INF, 1e308), (1.0, 1), (1, True), (1, 2), ("a", "b"),
        (b"a", "a"), (None, False), ([1], [1, 2]), ([1], {"0": 1}), ({"a": 1}, {"b": 1}), ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"\0tuple": [1]}, [1]), ({"\0tuple": [1]}, {"\0iterator": [1]}),
        (np.array([1.0]), np.array([1.0 + 1e-7])), (np.array([1.0]), np.float32([1.0])), (np.array([1.0]), [1.0]),
        (np.array([1, 2]), np.array([1, 3])), (np.array([1, 2]), np.array([[1, 2]])), (np.array([NAN]), np.array([1.0])),
        (np.array([1.0]), np.array([NAN])), (np.array([INF]), np.array([-INF])), (np.array([1e308]), np.array([INF])),
        (np.array([True]), np.array([False])), (np.array([1, 2]), np.uint64([1, 2])), (np.array([2j]), np.array([-2j])),
        (2**70, 2**70 + 1), ("é", "e\u0301"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_not_the_same_is_refused(values, old, new):
    assert values(old, new) != ""


@pytest.mark.parametrize(
    ("old", "new"), [(1.0, 1.0 + 1e-15), (-0.0, 0.0), (np.array([1.0]), np.array([1.0 + 1e-15])), ([0.1], [0.1 + 1e-16])], ids=repr
)  # fmt: skip
def test_exact_floats_are_compared_to_the_last_bit(values, old, new):
    assert values(old, new, floats="exact") != ""
    assert values(old, old, floats="exact") == "" and values(old, new) == ""
    assert values(NAN, NAN, floats="exact") == "" and values(np.array([NAN]), np.array([NAN]), floats="exact") == ""


def test_the_place_of_a_difference_is_named(values):
    told = values({"a": [1, {"b": 2.0}]}, {"a": [1, {"b": 3.0}]})
    assert "call 0: returned['a'][1]['b'] is 3.0, expected 2.0" in told
    told = values(np.zeros(5), np.array([0, 0, 0, 9.0, 0]))
    assert "returned[3] is 9.0, expected 0.0" in told


def test_raising_is_an_outcome_of_its_own(values, boxes):
    assert values("ValueError", "ValueError", kind="raised") == ""
    assert values("ValueError", "KeyError", kind="raised") != ""
    bodies = [
        plain.encoded({"outcomes": [one]}) for one in ({"returned": 1, "after": []}, {"raised": "E", "after": []})
    ]
    for pair in (bodies, bodies[::-1]):
        told = boxes.ruling(Reference(), *pair, folder=False).reason
        assert "which the start does not" in told or "expected that it" in told


def test_why_a_call_raised_is_not_compared(boxes):
    bodies = [plain.encoded({"outcomes": [{"raised": "E", "after": [], **more}]}) for more in ({"said": "x"}, {})]
    assert boxes.ruling(Reference(), *bodies, folder=False).ok


def test_arguments_that_were_changed_are_noticed(boxes):
    before, after = (plain.encoded({"outcomes": [{"returned": 1, "after": [[[1, 2]], {}]}]}),
                     plain.encoded({"outcomes": [{"returned": 1, "after": [[[2, 1]], {}]}]}))  # fmt: skip
    told = boxes.ruling(Reference(), before, after, folder=False).reason
    assert "call 0: after[0][0][0] is 2, expected 1" in told


@pytest.mark.parametrize(
    "answer",
    [None, [], {}, {"outcomes": []}, {"outcomes": None}, {"outcomes": [1]}, {"outcomes": [{}, {}]}, {"outcomes": [[]]},
     {"outcomes": [{"returned": 1}]}, {"outcomes": [{"after": []}]}, {"outcomes": [{"returned": 1, "after": [], "raised": "E"}]}],
    ids=repr,
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused(boxes, answer):
    expected = plain.encoded({"outcomes": [{"returned": 1, "after": []}]})
    assert not boxes.ruling(Reference(), expected, plain.encoded(answer), folder=False).ok


@pytest.mark.parametrize("body", [b"", b"\0\0\0\x02{}x", b"\xff" * 40, b"\0\0\0\x01["], ids=repr)
def test_a_damaged_answer_is_refused(boxes, body):
    expected = plain.encoded({"outcomes": [{"returned": 1, "after": []}]})
    assert not boxes.ruling(Reference(), expected, body, folder=False).ok
    assert not boxes.ruling(Reference(output="words"), expected, body, folder=True).ok


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("loss 0.5\n", "loss 0.5\n", ("exact", "numbers", "words")),
        ("loss 0.5\n", "loss 0.5000000000001\n", ("numbers", "words")),
        ("loss 0.5 in 1.2 s", "loss 0.5 in 9.7 s", ("words",)),
        ("loss   0.5", "loss 0.5", ("words",)),
        ("# 79", "79 #", ()),
        ("# 5", "8 7", ()),
        ("a 1.5\nb 2.5", "a 1.5 b 2.5", ()),
        ("1e400", "9e99999", ("words",)),
        ("1.0", "1", ("words",)),
        ("5", "٥", ()),
        ("loss -0.5", "loss 0.5", ("words",)),
        ("step 1", "step 2", ("words",)),
        ("step 1", "step 1.0", ("words",)),
        ("1e5", "100000.0", ("numbers", "words")),
        ("loss nan", "loss 0.5", ()),
        ("loss 0.5", "loss", ()),
        ("loss 0.5", "", ()),
        ("a\nb", "b\na", ()),
        ("1 2", "1 2 3", ()),
        ("x1", "y1", ()),
        ("9" * 5000, "8" * 5000, ("words",)),
        ("1." + "0" * 4999, "1." + "0" * 5000, ("numbers", "words")),
    ],
)
def test_what_a_command_prints_is_compared_by_rule(outputs, old, new, same):
    for rule in ("exact", "numbers", "words"):
        assert (outputs(old, new, rule=rule) == "") is (rule in same), rule
    assert outputs(old, new, rule="ignored") == ""


def test_files_that_a_command_writes_are_compared_too(outputs):
    npy = b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
    one, near, far = (npy + np.float64(x).tobytes() for x in (1.0, 1.0 + 1e-12, 2.0))

    def written(old: bytes, new: bytes, **options: Any) -> str:
        return outputs("", "", rule="ignored", files=({"o": old}, {"o": new}), **options)

    assert written(b"\xff", b"\xff") == "" and written(b"\xff", b"\xfe") != ""
    assert written(one, near) == "" and written(one, far) != "" and written(one, near, floats="exact") != ""
    assert written(b"x 1.0\n", b"x 1.0000000000001\n") == "" and written(b"x 1.0\n", b"x 2.0\n") != ""
    assert written(b"x 1.0\n", b"x 1.0000000000001\n", floats="exact") != "" and written(b"x 1\n", b"y 1\n") != ""
    assert written(one, b"\x93NUMPY") != "" and written(one, npy) != "" and written(b"1.0", one) != ""
    told = outputs("", "", files=({"a": b"", "b": b""}, {"a": b"", "c": b""}))
    assert "['b'] are missing, ['c'] are new" in told


@pytest.mark.parametrize(
    "files",
    [{}, {"data.json": b"{}"}, {"data.json": b"[]"}, {"data.json": b'{"output": 1, "files": {}}'}, {"data.json": b"{"},
     {"data.json": b'{"output": "x", "files": {"a": "zz"}}'}, {"data.json": b'{"output": "x", "files": {"a": 1}}'},
     {"data.json": b'{"output": "x", "files": []}'}],
    ids=repr,
)  # fmt: skip
def test_a_folder_of_another_shape_is_refused(boxes, files):
    expected = plain.encoded({"data.json": b'{"output": "x", "files": {"a": "00"}}'})
    for rule in ("exact", "ignored"):
        reference = Reference(output=rule)  # type: ignore[arg-type]
        assert not boxes.ruling(reference, expected, plain.encoded(files), folder=True).ok


def test_the_judge_draws_one_problem_for_a_seed_and_arguments_keep_their_types(boxes):
    reference = Reference(calls=3)
    box = JudgeBox(INPUTS, (), lab_mark=MARK, reference=reference)
    boxes.known[reference] = box
    one, again, other = (box.problem(seed, held_out=False) for seed in (5, 5, 6))
    assert one == again != other
    problem = plain.decode(one)
    assert len(problem["calls"]) == 3 and problem["tagged"] is True
    (arguments,) = problem["calls"][0]["args"]
    assert arguments[1] == {"\0dict": [[1, {"\0tuple": [2, 3]}]]} and arguments[2] == {"\0set": [4]}


def test_inputs_that_cannot_be_handed_over_are_the_tasks_fault():
    box = JudgeBox(b"def inputs(seed):\n    return (print,)\n", (), lab_mark=MARK, reference=Reference())
    try:
        with pytest.raises(TaskError, match="no plain data"):
            box.problem(1, held_out=False)
    finally:
        box.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [(6.62607015e-34, 0.0), (0.0, 1e-13), ([1e-20], [0.0]), ([1e-20, 2e-20], [1e-20, 2.1e-20])],
    ids=repr,
)
def test_a_small_number_is_not_close_to_nothing(values, old, new):
    """An absolute floor once let a function of tiny numbers return zeros."""
    assert "expected" in values(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([1e18, 1.0, 2.0, 3.0], [1e18, 0.0, 0.0, 0.0]),
        (np.array([1e20, 1.0, 2.0, 3.0]), np.array([1e20, 1.1, 2.0, 3.0])),
    ],
    ids=["list", "array"],
)
def test_one_huge_number_does_not_make_the_others_small(values, old, new):
    assert "expected 1.0" in values(old, new)
