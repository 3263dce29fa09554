"""Which files a program may hold, and which globs match them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.program import Program, checked_path, matches
from leadscrew.errors import ChangeError


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", "/", "/etc/passwd", "//a", "../a.py", "a/../../b.py", "a/../b.py", "./a.py", "a//b.py", "a/", "a/./b",
        "a\\b.py", "..\\b.py", "a\0.py", "a\n.py", "\x1b[2J.py", "a\x7f.py", "a\x9b2J.py", "\ud800.py", "x" * 241, "ü" * 121,
    ],
)  # fmt: skip
def test_a_path_that_leaves_the_folder_or_is_not_plain_is_refused(path):
    with pytest.raises(ChangeError):
        checked_path(path)
    with pytest.raises(ChangeError):
        Program({path: b""})


@pytest.mark.parametrize(
    "path", ["a.py", "a/b/c.py", ".hidden", "..a", "a..b/c", "...", "größe.py", "x" * 240, "a b.txt"]
)
def test_a_plain_path_is_kept_as_it_is(path):
    assert checked_path(path) == path
    assert list(Program({path: b"1"}).files) == [path]


@given(st.text(max_size=30) | st.text(alphabet="./a\\", max_size=12))
def test_an_accepted_path_stays_inside_the_folder(path):
    try:
        checked_path(path)
    except ChangeError:
        return
    parts = path.split("/")
    assert all(part not in ("", ".", "..") for part in parts)


def test_a_file_cannot_also_be_a_folder():
    with pytest.raises(ChangeError, match="folder"):
        Program({"a": b"", "a/b.py": b""})
    with pytest.raises(ChangeError, match="folder"):
        Program({"a.py": b"", "a/b.py": b"", "a/b.py/c/d": b""})


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a.py", "*.py", True),
        ("b/a.py", "*.py", False),
        ("b/a.py", "*/*.py", True),
        ("c/b/a.py", "*/*.py", False),
        ("a.py", "**/*.py", True),
        ("c/b/a.py", "**/*.py", True),
        ("c/b/a.py", "c/**", True),
        ("c", "c/**", True),
        ("d/b/a.py", "c/**", False),
        ("c/b/a.py", "c/**/a.py", True),
        ("c/a.py", "c/**/a.py", True),
        ("A.py", "a.py", False),
        ("a.pyc", "*.py", False),
        ("train.py", "train.py", True),
        ("a1.py", "a[0-9].py", True),
        ("ab.py", "a?.py", True),
        ("a/.py", "a?.py", False),
    ],
)
def test_a_glob_matches_within_folders_and_two_stars_across_them(path, pattern, expected):
    assert matches(path, pattern) is expected


def test_replaced_added_and_removed_files_make_a_new_program():
    program = Program({"a.py": b"1", "b.py": b"2"})
    changed = program.with_files({"a.py": b"3", "c.py": b"4", "b.py": None})
    assert dict(changed.files) == {"a.py": b"3", "c.py": b"4"}
    assert dict(program.files) == {"a.py": b"1", "b.py": b"2"}
    assert changed.size_bytes == 2


names = st.sampled_from(["a", "b", "ab", "c/d"])
files = st.dictionaries(names, st.binary(max_size=4), max_size=4)


@given(files, files)
def test_two_programs_have_one_digest_only_if_their_files_are_alike(one, other):
    assert (Program(one).digest == Program(other).digest) == (one == other)


@given(files)
def test_a_digest_does_not_depend_on_the_order_of_the_files(one):
    assert Program(one).digest == Program(dict(reversed(one.items()))).digest
