"""The door to git, with real repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from leadscrew.errors import ExitCode, RepositoryError
from leadscrew.sources.git import blobs, git, has_commit, head, resolve, toplevel, tree


@pytest.fixture(autouse=True)
def person(tmp_path, monkeypatch) -> None:
    """A home with a name in it and none of the machine's own settings."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n")
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repository(tmp_path) -> Path:
    """A repository with one commit."""
    folder = tmp_path / "repository"
    folder.mkdir()
    sh(folder, "init", "-q")
    write(folder, {"a.py": b"x = 1\n", "lib/größe.py": b"\x00\xff\n\n", "lib/empty": b""})
    (folder / "run.sh").write_bytes(b"#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "link").symlink_to("a.py")
    commit(folder, "Begin")
    return folder


def sh(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def commit(folder: Path, title: str) -> str:
    sh(folder, "add", "-A")
    sh(folder, "commit", "-q", "-m", title)
    return sh(folder, "rev-parse", "HEAD")


def test_the_top_of_a_working_tree_is_found_from_below_and_nothing_outside(repository, tmp_path):
    assert toplevel(repository / "lib") == repository == toplevel(repository)
    assert toplevel(tmp_path) is None
    assert toplevel(repository / ".git") is None
    with pytest.raises(RepositoryError, match="no such folder"):
        toplevel(repository / "missing")


def test_commits_are_resolved_by_name_and_hash(repository):
    first = sh(repository, "rev-parse", "HEAD")
    sh(repository, "tag", "-a", "-m", "one", "v1")
    write(repository, {"a.py": b"x = 2\n"})
    second = commit(repository, "Two")
    assert head(repository) == second == resolve(repository, "main") == resolve(repository, second[:10])
    assert resolve(repository, "v1") == resolve(repository, "HEAD~1") == first
    assert has_commit(repository, first) and not has_commit(repository, "0" * 40) and not has_commit(repository, "main")


@pytest.mark.parametrize("ref", ["", "-x", "--git-dir", "no-such", "a\nb", "a\0b", "0" * 40, "HEAD:a.py", "main..v1"])
def test_what_names_no_commit_is_bad_input(repository, ref):
    with pytest.raises(RepositoryError) as caught:
        resolve(repository, ref)
    assert repr(ref) in str(caught.value) and caught.value.exit_code == ExitCode.BAD_INPUT


def test_a_repository_without_a_commit_says_so(tmp_path):
    sh(tmp_path, "init", "-q", "new")
    with pytest.raises(RepositoryError, match="no commit yet"):
        head(tmp_path / "new")


def test_the_files_of_a_commit_are_listed_from_the_top_and_read(repository):
    base = head(repository)
    write(repository, {"a.py": b"changed, not committed", "b.py": b"not committed"})
    entries = tree(repository / "lib", base)
    assert [(mode, kind, path) for mode, kind, _, path in entries] == [
        ("100644", "blob", "a.py"),
        ("100644", "blob", "lib/empty"),
        ("100644", "blob", "lib/größe.py"),
        ("120000", "blob", "link"),
        ("100755", "blob", "run.sh"),
    ]
    contents = blobs(repository, [entry.object for entry in entries] * 2, limit_bytes=1000)
    assert {entry.path: contents[entry.object] for entry in entries} == {
        "a.py": b"x = 1\n",
        "lib/empty": b"",
        "lib/größe.py": b"\x00\xff\n\n",
        "link": b"a.py",
        "run.sh": b"#!/bin/sh\n",
    }
    assert blobs(repository, [], limit_bytes=0) == {}


def test_files_that_are_too_large_missing_or_none_are_refused(repository):
    a = tree(repository, "HEAD")[0].object
    assert blobs(repository, [a], limit_bytes=6) == {a: b"x = 1\n"}
    with pytest.raises(RepositoryError, match="6 bytes, expected at most 5"):
        blobs(repository, [a], limit_bytes=5)
    with pytest.raises(RepositoryError, match="000000000000 is missing"):
        blobs(repository, [a, "0" * 40], limit_bytes=100)
    with pytest.raises(RepositoryError, match="expected a file's content"):
        blobs(repository, [head(repository)], limit_bytes=100_000)
    with pytest.raises(RepositoryError, match="no hash"):
        blobs(repository, ["HEAD:a.py"], limit_bytes=100)


def test_names_that_are_not_utf8_survive(repository):
    Path(os.fsdecode(os.fsencode(repository) + b"/\xe4.py")).write_bytes(b"1")
    commit(repository, "Latin")
    (entry,) = [entry for entry in tree(repository, "HEAD") if not entry.path.isascii() and "/" not in entry.path]
    assert os.fsencode(entry.path) == b"\xe4.py"


def test_a_repository_runs_none_of_its_own_programs(repository, tmp_path):
    trap = repository / ".git" / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\nexit 1\n")
    trap.chmod(0o755)
    for name in ("reference-transaction", "post-index-change", "pre-commit"):
        (repository / ".git" / "hooks" / name).write_bytes(trap.read_bytes())
        (repository / ".git" / "hooks" / name).chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program"):
        sh(repository, "config", setting, str(trap))
    sh(repository, "config", "log.showSignature", "true")
    git(repository, "status", "--porcelain")
    git(repository, "log", "-1")
    git(repository, "update-ref", "refs/heads/other", head(repository))
    assert not (tmp_path / "sprung").exists()


def test_objects_are_read_as_they_are_named_not_as_they_were_replaced(repository):
    a = tree(repository, "HEAD")[0].object
    forged = git(repository, "hash-object", "-w", "--stdin", input=b"forged").decode().strip()
    sh(repository, "replace", a, forged)
    assert blobs(repository, [a], limit_bytes=100) == {a: b"x = 1\n"}


def test_the_surroundings_of_the_caller_do_not_lead_elsewhere(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert toplevel(repository) == repository


def test_what_git_complains_of_is_bad_input_on_one_line(repository):
    with pytest.raises(RepositoryError) as caught:
        git(repository, "cat-file", "blob", "no\u202esuch")
    assert "git cat-file failed: fatal: Not a valid object name" in str(caught.value)
    assert "\u202e" not in str(caught.value) and "\n" not in str(caught.value)


def test_a_repository_of_somebody_else_is_refused_with_what_git_advises(repository):
    with pytest.raises(RepositoryError, match=r"dubious ownership.*safe\.directory"):
        git(repository, "rev-parse", "HEAD", env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})


def test_without_git_there_is_no_repository(repository, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert toplevel(repository) is None
    with pytest.raises(RepositoryError, match="apt-get install git"):
        head(repository)


def test_git_does_not_take_for_ever(repository):
    with pytest.raises(RepositoryError, match="git status took longer"):
        git(repository, "status", timeout_s=0.0)
