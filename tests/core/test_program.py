"""Which files a program may hold, which globs match them, and when two programs are the same."""

from __future__ import annotations

import ast
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.program import Program, checked_path, matches
from leadscrew.errors import ChangeError

SOURCE = b'''\
"""What it does."""

import math


class Wheel:
    """A wheel."""

    def turn(self, times, *, by=1.5):
        """Turn it."""
        for i in range(times):  # once more
            if i % 2:
                yield math.sqrt(i * by)


def main(problem):
    """Run."""
    wheel = Wheel()
    return [round(x, 3) for x in wheel.turn(problem["n"])] + ["a string", -0.0, None]
'''


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


def meaning(source: bytes) -> str:
    return Program({"a.py": source}).meaning


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"  # once more", b""),
        (b"import math\n", b"import math  # numbers\n\n\n# of all kinds\n"),
        (b'"""What it does."""\n', b""),
        (b'        """Turn it."""\n', b'        """Turn it\n\n        twice."""\n'),
        (b'    """A wheel."""\n', b""),
        (b"range(times)", b"range( times )"),
        (b"wheel = Wheel()", b"wheel = (\n        Wheel()\n    )"),
        (b'"a string"', b"'a ' 'string'"),
    ],
)
def test_comments_layout_and_docstrings_do_not_change_the_meaning(before, after):
    changed = SOURCE.replace(before, after)
    assert changed != SOURCE
    assert meaning(changed) == meaning(SOURCE)
    assert Program({"a.py": changed}).digest != Program({"a.py": SOURCE}).digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"by=1.5", b"by=1.6"),
        (b"i * by", b"i + by"),
        (b"i % 2", b"not i % 2"),
        (b"range(times)", b"range(times - 1)"),
        (b'"a string"', b'"a  string"'),
        (b"-0.0", b"0.0"),
        (b"-0.0", b"-0"),
        (b"None]", b"False]"),
        (b"for i in", b"async_ = 1\n        for i in"),
        (b"turn(self, times, *, by", b"turn(self, times, by"),
        (b"import math\n", b"import cmath as math\n"),
    ],
)
def test_changed_code_changes_the_meaning(before, after):
    changed = SOURCE.replace(before, after)
    assert changed != SOURCE
    assert meaning(changed) != meaning(SOURCE)


@given(st.randoms(use_true_random=False))
def test_no_comment_or_blank_line_anywhere_changes_the_meaning(rng: random.Random):
    lines = SOURCE.decode().split("\n")
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(lines) + 1)
        lines.insert(at, rng.choice(["", "# a note", "      # a note at another depth", "\t"]))
    assert meaning("\n".join(lines).encode()) == meaning(SOURCE)


def test_a_function_that_is_only_a_docstring_means_the_same_without_it():
    assert meaning(b'def f():\n    """Nothing."""\n') == meaning(b"def f():\n    pass\n")


def test_the_name_of_a_file_belongs_to_the_meaning():
    assert Program({"a.py": SOURCE}).meaning != Program({"b.py": SOURCE}).meaning


def test_files_that_are_no_python_mean_their_bytes():
    assert Program({"a.txt": b"x # y"}).meaning != Program({"a.txt": b"x"}).meaning
    assert Program({"a.py": b"x = = # y"}).meaning != Program({"a.py": b"x = ="}).meaning


@pytest.mark.parametrize(
    "source",
    [
        b"\xff\xfe",
        b"a\0b",
        b"x = " + b"(" * 3000 + b")" * 3000,
        b"x = " + b"-" * 100_000 + b"1",
        b"x = " + b"1" * 5000,
        b"x = 0x" + b"f" * 5000,
        b"# -*- coding: nonsense -*-\nx = 1",
    ],
    ids=["not UTF-8", "NUL", "deep", "deeper", "long number", "long hexadecimal number", "unknown coding"],
)
def test_any_bytes_have_a_meaning(source):
    assert meaning(source) == meaning(source) != meaning(b"x = 2")


def test_what_means_the_same_compiles_to_the_same_syntax_tree():
    renamed = SOURCE.replace(b"wheel", b"tyre")
    assert ast.dump(ast.parse(renamed)) != ast.dump(ast.parse(SOURCE))
    assert meaning(renamed) != meaning(SOURCE)  # not covered: the same program with other names
