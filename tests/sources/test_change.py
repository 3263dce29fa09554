"""What a change may be, and that a patch is applied exactly or not at all."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.cli.show import unified_diff
from leadscrew.core.program import Program
from leadscrew.core.task import Limits, Task
from leadscrew.errors import ChangeError
from leadscrew.sources.change import apply_patch, changed_program, ignored_in, read_change
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = b"""
goal = "Add faster."
editable = ["*.py", "lib/**"]
[candidate]
call = "add:add"
[metric]
kind = "time"
[limits]
source_kb = 4
"""
ADD = b"def add(p):\n    total = 0\n    for x in p:\n        total += x\n    return total\n"
START = Program({"add.py": ADD, "lib/one.py": b"ONE = 1\n", "data/table.txt": b"1 2 3\n"})
TASK: Task = task_from_parts(name="sums", settings=SETTINGS, judge=b"", start=START)
FASTER = b"def add(p):\n    return sum(p)\n"


def changed(change: Mapping[str, bytes | None]) -> Program:
    return changed_program(TASK, START, change)


# what the task allows


def test_allowed_files_are_replaced_added_and_removed():
    program = changed({"add.py": FASTER, "new.py": b"X = 2\n", "lib/deep/two.py": b"", "lib/one.py": None})
    assert dict(program.files) == {
        "add.py": FASTER, "new.py": b"X = 2\n", "lib/deep/two.py": b"", "data/table.txt": b"1 2 3\n"
    }  # fmt: skip


@pytest.mark.parametrize("path", ["data/table.txt", "data/new.txt", "judge.txt", "sub/new.py"])
@pytest.mark.parametrize("content", [b"x = 1\n", None])
def test_a_file_that_is_not_editable_may_not_be_changed_added_or_removed(path, content):
    if content is None and path not in START.files:
        path = "data/table.txt"
    with pytest.raises(ChangeError, match=rf"'{path}' may not be changed: the task allows .*\*\.py"):
        changed({"add.py": FASTER, path: content})


def test_a_file_that_is_not_editable_may_be_given_as_it_is():
    assert changed({"add.py": FASTER, "data/table.txt": b"1 2 3\n"}).files["add.py"] == FASTER


@pytest.mark.parametrize(
    "path", ["../judge.py", "/etc/cron.d/x.py", "lib/../../x.py", "a\\b.py", ".", "", "lib/", "./add.py"]
)
def test_a_file_that_leaves_the_folder_is_refused(path):
    with pytest.raises(ChangeError, match="file name"):
        changed({path: b"x = 1\n"})


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x = '\xe4'\n", b"x = 1\n\x80"])
def test_a_file_that_is_not_utf_8_is_refused_and_says_where(content):
    with pytest.raises(ChangeError, match=r"'add\.py' is not UTF-8: .* at byte \d"):
        changed({"add.py": content})


def test_other_files_need_not_be_python():
    assert changed({"lib/kernel.c": b"int main(:"}).files["lib/kernel.c"] == b"int main(:"


def test_dubious_python_is_measured_and_not_talked_about():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        changed({"add.py": b"def add(p):\n    '\\d'\n    return sum(p) if p is not 0 else 0\n"})
    assert told == []


@pytest.mark.parametrize(
    "change", [{}, {"add.py": ADD}, {"new.py": None}], ids=["nothing", "as it was", "removed twice"]
)
def test_an_empty_change_is_refused(change):
    with pytest.raises(ChangeError, match="empty"):
        changed(change)


def test_a_program_that_grows_too_large_is_refused():
    with pytest.raises(ChangeError, match=r"\d+ bytes, the task allows 4 KiB"):
        changed({"lib/table.txt": b"x" * 5000})
    larger = replace(TASK, limits=Limits(source_kb=8))
    assert changed_program(larger, START, {"lib/table.txt": b"x" * 5000}).size_bytes > 5000


# where a change comes from


def test_a_folder_a_file_and_a_patch_give_the_same_change(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "add.py").write_bytes(FASTER)
    (tmp_path / "add.py").write_bytes(FASTER)
    (tmp_path / "gain.patch").write_text(unified_diff(START, START.with_files({"add.py": FASTER})))
    for name in ("folder", "add.py", "gain.patch"):
        assert read_change(tmp_path / name, TASK) == {"add.py": FASTER}


def test_what_git_ignores_is_left_out_but_for_files_of_the_start(tmp_path):
    folder = tmp_path / "folder"
    for name in ("add.py", "new.py", "lib/one.py", "lib/cache/two.py", "env/three.py", "kept.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(FASTER)
    assert ignored_in(folder, TASK) == (), "this is no repository"
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("add.py\nnew.py\none.py\ncache\n/folder/env\n")
    without = ignored_in(folder, TASK)
    assert set(without) == {"new.py", "lib/cache/", "env/"}
    assert set(read_change(folder, TASK, without=without)) == {"add.py", "lib/one.py", "kept.py"}
    assert ignored_in(folder / "env", TASK) == (), "all of it is ignored, and yet it was named"
    for place in (folder / "add.py", tmp_path / "nowhere"):
        assert ignored_in(place, TASK) == ()


def test_a_file_of_another_name_replaces_the_only_editable_one(tmp_path):
    (tmp_path / "faster.py").write_bytes(FASTER)
    with pytest.raises(ChangeError, match=r"which file.*add\.py.*lib/one\.py"):
        read_change(tmp_path / "faster.py", TASK)
    single = replace(TASK, editable=("*.py",))
    assert read_change(tmp_path / "faster.py", single) == {"add.py": FASTER}
    (tmp_path / "one.py").write_bytes(b"ONE = 2\n")
    assert read_change(tmp_path / "one.py", TASK) == {"lib/one.py": b"ONE = 2\n"}


def test_a_change_that_is_not_there_empty_or_no_file_is_refused(tmp_path):
    (tmp_path / "empty.py").write_text(" \n")
    (tmp_path / "empty.patch").write_text("")
    os.mkfifo(tmp_path / "pipe.py")
    for name, told in {
        "none.py": "no such file",
        "empty.py": "empty",
        "empty.patch": "empty",
        "pipe.py": "no such file",
    }.items():
        with pytest.raises(ChangeError, match=told):
            read_change(tmp_path / name, TASK)


def test_a_link_is_refused_as_a_change_and_inside_one(tmp_path):
    (tmp_path / "real.py").write_bytes(FASTER)
    (tmp_path / "link.py").symlink_to("real.py")
    (tmp_path / "folder").mkdir()
    (tmp_path / "linked").symlink_to("folder")
    (tmp_path / "folder" / "add.py").symlink_to("/etc/passwd")
    for name in ("link.py", "linked", "folder"):
        with pytest.raises(ChangeError, match="symbolic link"):
            read_change(tmp_path / name, TASK)


# patches

PATCH = b"""\
--- a/add.py
+++ b/add.py
@@ -1,5 +1,2 @@
 def add(p):
-    total = 0
-    for x in p:
-        total += x
-    return total
+    return sum(p)
"""


def test_a_patch_that_fits_is_applied():
    assert apply_patch(START, PATCH) == {"add.py": FASTER}


@pytest.mark.parametrize(
    "patch",
    [
        b"diff --git a/add.py b/add.py\nindex 83db48f..f735c20 100644\n" + PATCH,
        b"From 83db48f Mon Sep 17 00:00:00 2001\nSubject: [PATCH] faster\n\n---\n add.py | 5 ++---\n\n"
        + PATCH
        + b"-- \n2.47.0\n",
        PATCH.replace(b"a/add.py", b"add.py\t2026-01-01 00:00:00").replace(b"b/add.py", b"add.py\t2026-01-02 00:00:00"),
        PATCH.replace(b"@@ -1,5 +1,2 @@", b"@@ -1,5 +1,2 @@ def add(p):"),
    ],
    ids=["git", "mail", "diff -u", "with its function"],
)
def test_what_git_and_diff_write_around_a_patch_is_no_matter(patch):
    assert apply_patch(START, patch) == {"add.py": FASTER}


def test_a_patch_adds_removes_and_renames_files():
    patch = b"""\
--- /dev/null
+++ b/lib/two.py
@@ -0,0 +1 @@
+TWO = 2
--- a/lib/one.py
+++ /dev/null
@@ -1 +0,0 @@
-ONE = 1
--- a/add.py
+++ b/plus.py
@@ -1,2 +1,2 @@
-def add(p):
+def plus(p):
     total = 0
"""
    renamed = ADD.replace(b"add", b"plus")
    assert apply_patch(START, patch) == {
        "lib/two.py": b"TWO = 2\n",
        "lib/one.py": None,
        "add.py": None,
        "plus.py": renamed,
    }


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (b" def add(p):", b" def add(q):", r"does not fit 'add\.py' at line 1: expected 'def add\(q\):'"),
        (b"-    total = 0", b"-    total = 1", r"does not fit 'add\.py' at line 2"),
        (b"@@ -1,5 +1,2 @@", b"@@ -2,5 +2,2 @@", r"does not fit 'add\.py'"),
        (b"@@ -1,5 +1,2 @@", b"@@ -9,5 +9,2 @@", r"lies outside the file"),
        (b"@@ -1,5 +1,2 @@", b"@@ -1,6 +1,2 @@", "cut off"),
        (b"@@ -1,5 +1,2 @@", b"@@ -1,5 +1,3 @@", "cut off"),
        (b"@@ -1,5 +1,2 @@", b"@@ -1,4 +1,1 @@", "more lines than"),
        (b"@@ -1,5 +1,2 @@", b"@@ -" + b"1" * 5000 + b",5 +1,2 @@", "hunk"),
        (b"@@ -1,5 +1,2 @@\n", b"", "hunk"),
        (b"+    return sum(p)\n", b"", "cut off"),
        (b"-    return total\n", b"?    return total\n", "none of context, added or removed"),
        (b"a/add.py", b"a/sub.py", r"'sub\.py', which is not in the start: .*add\.py"),
        (b"a/add.py", b"a/../add.py", "leaves the folder"),
        (b"b/add.py", b"b//etc/x.py", "leaves the folder"),
        (b"sum(p)", b"s\xfcm(p)", "not UTF-8"),
        (b"--- a/add.py\n+++ b/add.py\n", b"", "hunk"),
    ],
)  # fmt: skip
def test_a_patch_that_does_not_fit_is_refused_whole(before, after, told):
    assert before in PATCH
    with pytest.raises(ChangeError, match=told):
        apply_patch(START, PATCH.replace(before, after))


@pytest.mark.parametrize(
    "patch",
    [b"", b"\n", b"hello\n", b"--- a/add.py\n", b"--- a/add.py\n+++ b/add.py\n", b"--- /dev/null\n+++ /dev/null\n"],
)
def test_what_is_no_patch_is_refused(patch):
    with pytest.raises(ChangeError):
        apply_patch(START, patch)


@pytest.mark.parametrize("length", range(1, len(PATCH) - 1))
def test_a_patch_that_is_cut_off_anywhere_is_refused(length):
    with pytest.raises(ChangeError):
        apply_patch(START, PATCH[:length])


def test_a_patch_that_changes_one_file_twice_is_refused():
    with pytest.raises(ChangeError, match="twice"):
        apply_patch(START, PATCH + PATCH)


@pytest.mark.parametrize(
    "patch",
    [
        b"--- /dev/null\n+++ b/add.py\n@@ -0,0 +1 @@\n+x = 1\n",
        b"--- a/lib/one.py\n+++ b/add.py\n@@ -1 +1 @@\n-ONE = 1\n+ONE = 2\n",
        b"--- a/add.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-def add(p):\n",
        b"diff --git a/add.py b/add.py\nnew file mode 100644\n",
        b"diff --git a/add.py b/add.py\ndeleted file mode 100644\n",
    ],
    ids=[
        "adds a file that is there",
        "renames onto a file",
        "removes half a file",
        "empties a file",
        "removes a full file",
    ],
)
def test_a_patch_that_would_lose_something_is_refused(patch):
    with pytest.raises(ChangeError, match=r"there already|not all of its lines|does not fit"):
        apply_patch(START, patch)


def test_hunks_out_of_order_are_refused():
    hunks = b"@@ -5 +5 @@\n-    return total\n+    return 0\n@@ -2 +2 @@\n-    total = 0\n+    total = 1\n"
    with pytest.raises(ChangeError, match="out of order"):
        apply_patch(START, b"--- a/add.py\n+++ b/add.py\n" + hunks)


tricky = ["a", "b", "", " c", "--- a/x", "+++ b/x", "@@ -1 +1 @@", "\\ No newline", "\x0c", "d\r", "ä\u2028e"]
lines = st.lists(st.sampled_from(tricky), max_size=14)
texts = st.builds(lambda found, end: "\n".join(found) + end, lines, st.sampled_from(["", "\n"]))


def diff_of(old: str, new: str, context: int) -> bytes:
    """What `diff -u` would write, by the standard library."""
    found = difflib.unified_diff(split(old), split(new), "a/add.py", "b/add.py", n=context)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found
    ).encode()


def split(text: str) -> list[str]:
    """Lines as diff and git know them: they end with a newline and with nothing else."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


@given(texts, texts, st.integers(0, 4))
def test_the_difference_of_two_texts_turns_the_one_into_the_other(old, new, context):
    if old == new:
        return
    patch = diff_of(old, new, context)
    assert apply_patch(Program({"add.py": old.encode()}), patch) == {"add.py": new.encode()}


programs = st.dictionaries(st.sampled_from(["add.py", "b.py", "c/d.txt"]), texts)


@given(programs, programs)
def test_the_diff_that_is_shown_turns_one_program_into_the_other(old, new):
    before = Program({path: text.encode() for path, text in old.items()})
    after = Program({path: text.encode() for path, text in new.items()})
    if before.digest != after.digest:
        patch = unified_diff(before, after).encode()
        assert before.with_files(apply_patch(before, patch)).digest == after.digest


def git_apply(folder: Path, old: Program, patch: bytes) -> Program | None:
    """What git makes of a patch; None where it refuses."""
    for path, content in old.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    command = ["git", "apply", "--whitespace=nowarn", "--unidiff-zero", "-"]
    if subprocess.run(command, cwd=folder, input=patch, capture_output=True, check=False).returncode:
        return None
    return Program({p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})


EXAMPLES = {
    "no newline before": ({"add.py": "a\nb"}, {"add.py": "a\nb\n"}),
    "no newline after": ({"add.py": "a\nb\n"}, {"add.py": "a\nc"}),
    "no newline both": ({"add.py": "a\nb"}, {"add.py": "x\nb"}),
    "form feed and carriage return": ({"add.py": "a\x0cb\r\nc\u2028d\n"}, {"add.py": "a\x0cb\r\nC\u2028d\n"}),
    "emptied": ({"add.py": "a\n"}, {"add.py": ""}),
    "filled": ({"add.py": ""}, {"add.py": "a\n"}),
    "added and removed": ({"add.py": "a\n"}, {"lib/b.py": "b\n"}),
    "an empty file added": ({"add.py": "a\n"}, {"add.py": "a\n", "lib/__init__.py": ""}),
    "an empty file removed": ({"add.py": "a\n", "lib/__init__.py": ""}, {"add.py": "a\n"}),
    "a name with spaces": ({"a file.txt": "a\n"}, {"a file.txt": "b\n"}),
    "far apart": ({"add.py": "\n".join(map(str, range(50)))}, {"add.py": "\n".join(str(n) for n in range(50) if n not in (3, 40))}),
    "lines like a header": ({"add.py": "-- a/x\n++ b/x\n"}, {"add.py": "-- a/y\n++ b/y\n"}),
}  # fmt: skip


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")
@pytest.mark.parametrize("name", EXAMPLES)
def test_git_applies_what_is_shown_and_to_the_same_result(tmp_path, name):
    old, new = (Program({path: text.encode() for path, text in files.items()}) for files in EXAMPLES[name])
    patch = unified_diff(old, new).encode()
    theirs = git_apply(tmp_path, old, patch)
    assert theirs is not None and theirs.digest == new.digest
    assert old.with_files(apply_patch(old, patch)).digest == new.digest


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")
@pytest.mark.parametrize("name", EXAMPLES)
def test_what_git_writes_is_applied(tmp_path, name):
    old, new = (Program({path: text.encode() for path, text in files.items()}) for files in EXAMPLES[name])
    for folder, program in (("a", old), ("b", new)):
        for path, content in program.files.items():
            (tmp_path / folder / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / path).write_bytes(content)
    command = ["git", "diff", "--no-index", "--no-prefix", "--no-renames", "a", "b"]
    patch = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    assert old.with_files(apply_patch(old, patch)).digest == new.digest
