"""A change is carried over to another program where its lines stand unchanged, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.program import Program
from leadscrew.research.rewriter.merge import rebased

LINES = [f"line_{n} = {n}\n" for n in range(24)]


def program(lines: list[str]) -> Program:
    return Program({"a.py": "".join(lines).encode(), "b.py": b"other = 1\n"})


PARENT = program(LINES)


@st.composite
def places(draw):
    """A range of lines and what stands there instead; an empty range is an insertion, no lines a removal."""
    start = draw(st.integers(0, 24))
    stop = draw(st.integers(start, min(24, start + 4)))
    new = draw(st.lists(st.sampled_from(["new", "", "x = 1"]), min_size=start == stop, max_size=3))
    return start, stop, new


def edited(lines: list[str], *edits: tuple[int, int, list[str]]) -> list[str]:
    """The lines with several edits; each edit's new lines are marked, so that they are like no others."""
    result = list(lines)
    for start, stop, new in sorted(edits, reverse=True):
        result[start:stop] = [f"{text}  # {start}-{stop}\n" for text in new]
    return result


@given(places(), places())
def test_edits_with_a_line_between_them_are_both_kept(one, other):
    first, second = sorted([one, other])
    if second[0] <= first[1]:
        return
    merged = rebased(PARENT, program(edited(LINES, one)), program(edited(LINES, other)))
    assert merged == {"a.py": "".join(edited(LINES, one, other)).encode()}


@given(places(), places())
def test_edits_of_the_same_lines_are_refused(one, other):
    overlap = max(one[0], other[0]) < min(one[1], other[1])
    changed, onto = program(edited(LINES, one)), program(edited(LINES, other))
    if overlap and changed.digest != onto.digest:
        assert rebased(PARENT, changed, onto) is None


@given(places(), places())
def test_whatever_comes_out_holds_the_new_lines_of_both(one, other):
    changed, onto = edited(LINES, one), edited(LINES, other)
    merged = rebased(PARENT, program(changed), program(onto))
    if merged is not None:
        result = merged["a.py"].decode().splitlines(keepends=True)
        new = {line for line in changed + onto if line not in LINES}
        assert new <= set(result)
        kept = [line for line in LINES if line in changed and line in onto]
        assert [line for line in result if line in LINES] == kept


@given(places())
def test_a_change_on_its_own_parent_gives_itself(one):
    changed = program(edited(LINES, one))
    assert rebased(PARENT, changed, PARENT) == {"a.py": changed.files["a.py"]}


@given(places())
def test_a_change_that_is_there_already_adds_nothing(one):
    changed = program(edited(LINES, one))
    assert rebased(PARENT, changed, changed) is None


def test_files_that_only_one_side_touched_are_taken_whole():
    changed = PARENT.with_files({"c.py": b"new = 1\n", "b.py": None})
    onto = PARENT.with_files({"a.py": b"", "d.py": b"mine = 1\n"})
    assert rebased(PARENT, changed, onto) == {"c.py": b"new = 1\n", "b.py": None}


def test_a_file_that_one_side_removed_and_the_other_changed_is_refused():
    removed, changed = PARENT.with_files({"b.py": None}), PARENT.with_files({"b.py": b"other = 2\n"})
    assert rebased(PARENT, removed, changed) is None
    assert rebased(PARENT, changed, removed) is None


def test_two_files_added_under_one_name_are_refused():
    one, other = PARENT.with_files({"c.py": b"one\n"}), PARENT.with_files({"c.py": b"other\n"})
    assert rebased(PARENT, one, other) is None


def test_a_last_line_without_its_end_and_bytes_that_are_no_text_are_kept():
    parent = Program({"a.py": b"a\nb\nc\nd\xff"})
    one, other = Program({"a.py": b"A\nb\nc\nd\xff"}), Program({"a.py": b"a\nb\nc\nD\xff"})
    assert rebased(parent, one, other) == {"a.py": b"A\nb\nc\nD\xff"}
