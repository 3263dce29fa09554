"""`apply` for a task that was made from a person's git repository: into the files, or as a commit on a new branch."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leadscrew.cli.main import run
from leadscrew.core.program import Program
from leadscrew.errors import ExitCode
from leadscrew.research.start import REPLICATION, new_run
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

SLOW, FAST = (
    b"def total(x):\n    s = 0\n    for y in x:\n        s += y\n    return s\n",
    b"def total(x):\n    return sum(x)\n",
)
FILES = {
    "pkg/sums.py": SLOW,
    "pkg/__init__.py": b"",
    "pkg/old.py": b"unused = 1\n",
    "pkg/tool.py": b"#!/usr/bin/python3\nx = 1\n",
}
CHANGE: dict[str, bytes | None] = {"pkg/sums.py": FAST}
SETTINGS = """goal = {goal}
editable = ["**/*.py"]
[candidate]
call = "leadscrew_call:call"
[metric]
kind = "{kind}"
{metric}
[tests]
command = ["pytest", "-q"]
[reference]
[origin]
repository = {repository}
commit = {commit}
"""
JUDGE = b"def problem(seed): return {}\ndef check(problem, answer): pass\n"
NAME = "leadscrew/sums-r1"


@pytest.fixture(autouse=True)
def person(tmp_path, monkeypatch) -> Path:
    """A home with a name in it and none of the machine's own settings."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n")
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_", "LEADSCREW_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("LEADSCREW_LAB", str(tmp_path / "lab"))
    return home


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """A repository with one commit; it is the current directory."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    sh("init", "-q")
    write({**FILES, "README.md": b"Sums\n", "docs/more.md": b"More\n"})
    Path("pkg/tool.py").chmod(0o755)
    commit("Begin")
    return folder


@pytest.fixture
def said(capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs a command; exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "fault in leadscrew" not in err, err
        return int(code), out, err

    return call


def sh(*arguments: str, stdin: str = "") -> str:
    return subprocess.run(["git", *arguments], input=stdin, capture_output=True, text=True, check=True).stdout.strip()


def write(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)


def commit(title: str) -> str:
    sh("add", "-A")
    sh("commit", "-q", "-m", title)
    return sh("rev-parse", "HEAD")


def state() -> tuple[str, str, str]:
    """What must not change: status with all its files, the index, the branch that is checked out."""
    return sh("status", "--porcelain"), sh("ls-files", "--stage"), sh("symbolic-ref", "HEAD")


def branches() -> list[str]:
    return sh("branch", "--format=%(refname:short)").split()


def evidence(kind: str = "claim", **changed: Any) -> dict[str, Any]:
    effect = {"factor": 3.06, "low": 2.92, "high": 3.16, "level": 0.99}
    return {"kind": kind, "effect": effect, "e_value": 500.0, "pairs": 40, "total_ratio": 3.0, "total_low": 2.9,
            "total_high": 3.2, "excess": None, "excess_upper": None, "holds": True, "reason": "", **changed}  # fmt: skip


def record(
    repository: Path,
    change: dict[str, bytes | None] = CHANGE,
    *,
    goal: str = "Make `total` faster",
    name: str = "sums",
    base: str | None = None,
    start: dict[str, bytes] = FILES,
    metric: tuple[str, str] = ("time", ""),
    found: dict[str, Any] | None = None,
    researcher: str = "rewriter",
) -> Lab:
    """A lab with a claim on a task that was made from the repository's HEAD."""
    texts = [
        msgspec.json.encode(text).decode()
        for text in (goal, str(repository), sh("rev-parse", "HEAD") if base is None else base)
    ]
    settings = SETTINGS.format(goal=texts[0], repository=texts[1], commit=texts[2], kind=metric[0], metric=metric[1])
    task = task_from_parts(
        name=name, settings=settings.encode(), judge=JUDGE, start=Program({**start, "leadscrew_call.py": b"# ours\n"})
    )
    lab = Lab(Path(os.environ["LEADSCREW_LAB"]), create=True)
    run = new_run(lab, task, budget_s=60.0, experiments=None, seed=1, researcher=researcher)
    lab.append("tests", {"count": 128, "wall_s": 2.0}, run=run)
    kept = {path: None if content is None else lab.keep(content) for path, content in change.items()}
    lab.append("claim", {"gain": True, "number": 17, "attempt": 1, "alpha": 0.005, "evidence": [found or evidence()],
                         "files": kept, "reason": "", "spent_s": 9.0}, run=run)  # fmt: skip
    return lab


def refused(answer: tuple[int, str, str], *words: str, code: ExitCode = ExitCode.BAD_INPUT) -> None:
    assert (answer[0], answer[1]) == (code, ""), answer
    for word in words:
        assert word in answer[2], answer[2]


# on a branch


def test_the_change_becomes_one_commit_on_a_new_branch_and_nothing_else_moves(said, repository):
    lab = record(
        repository,
        {
            "pkg/sums.py": FAST,
            "pkg/old.py": None,
            "pkg/tool.py": b"#!/usr/bin/python3\nx = 2\n",
            "pkg/deep/new.py": b"y = 1\n",
        },
    )
    base = sh("rev-parse", "HEAD")
    write({"pkg/sums.py": b"my own, half done", "README.md": b"staged\n", "untracked.py": b"1"})
    sh("add", "README.md")
    before = state()
    code, out, err = said("apply", "r1", "--branch")
    assert (code, out) == (0, f"{NAME}\n")
    assert f"on top of HEAD ({base[:12]})" in err and f"git merge {NAME}" in err and f"into '{repository}'" in err
    assert state() == before and Path("pkg/sums.py").read_bytes() == b"my own, half done"
    assert sh("rev-list", f"{base}..{NAME}") == sh("rev-parse", NAME) and sh("rev-parse", f"{NAME}~1") == base
    assert sh("diff", "--name-status", base, NAME).split("\n") == [
        "A\tpkg/deep/new.py",
        "D\tpkg/old.py",
        "M\tpkg/sums.py",
        "M\tpkg/tool.py",
    ]
    modes = {line.split("\t")[1]: line[:6] for line in sh("ls-tree", "-r", NAME).split("\n")}
    assert (modes["pkg/tool.py"], modes["pkg/deep/new.py"], modes["pkg/sums.py"]) == ("100755", "100644", "100644")
    assert sh("show", f"{NAME}:pkg/sums.py").encode() + b"\n" == FAST
    assert sh("log", "-1", "--format=%an %ae %cn", NAME) == "Ada ada@example.org Ada"
    assert [fact.body for fact in lab.facts(kind="applied")] == [
        {"files": ["pkg/deep/new.py", "pkg/old.py", "pkg/sums.py", "pkg/tool.py"], "target": "branch", "branch": NAME,
         "commit": sh("rev-parse", NAME)}
    ]  # fmt: skip
    assert sh("fsck", "--strict") == "" and said("verify")[0] == 0


def test_the_branch_goes_on_from_head_where_that_has_the_files_as_measured(said, repository):
    record(repository)
    write({"README.md": b"later\n", "pkg/old.py": b"unused = 2\n", "more/new.py": b"1"})
    tip = commit("Later")
    code, _, err = said("apply", "r1", "--branch", "mine")
    assert code == 0 and f"on top of HEAD ({tip[:12]})" in err
    assert "1 other file that has changed since: pkg/old.py" in err and "README" not in err
    assert sh("rev-parse", "mine~1") == tip and sh("show", "mine:pkg/old.py") == "unused = 2"
    assert f"Leadscrew-Base: {sh('rev-parse', 'HEAD~1')}" in sh("log", "-1", "--format=%B", "mine")


def test_the_branch_goes_on_from_the_base_where_head_changed_the_same_files(said, repository):
    record(repository)
    base = sh("rev-parse", "HEAD")
    write({"pkg/sums.py": SLOW + b"# later\n"})
    commit("Later")
    code, _, err = said("apply", "r1", "--branch")
    assert code == 0 and f"on top of the base ({base[:12]})" in err and "pkg/sums.py" in err
    assert sh("rev-parse", f"{NAME}~1") == base


def test_where_neither_head_nor_base_has_the_files_as_measured_no_branch_is_made(said, repository):
    record(repository, start={**FILES, "pkg/sums.py": SLOW + b"# never committed\n"})
    write({"pkg/sums.py": SLOW + b"# later\n"})
    commit("Round \x1b[31mthings\u202e")
    refused(said("apply", "r1", "--branch"), "pkg/sums.py: it was changed since", "nothing was written", "--3way",
            "Round <U+001B>[31mthings<U+202E>")  # fmt: skip
    assert branches() == ["main"]


def test_a_repository_without_the_base_is_branched_from_where_head_fits(said, repository):
    record(repository, base="1" * 40)
    assert said("apply", "r1", "--branch")[0] == 0
    write({"pkg/sums.py": b"other\n"})
    commit("Other")
    refused(said("apply", "r1", "--branch", "again"), "is not in this repository", "pkg/sums.py: it was changed since")


def test_a_branch_that_exists_is_not_touched(said, repository):
    lab = record(repository)
    sh("branch", NAME)
    refused(said("apply", "r1", "--branch"), f"branch {NAME!r} exists", "--branch NAME", f"git branch -D {NAME}")
    assert sh("rev-parse", NAME) == sh("rev-parse", "HEAD")
    refused(said("apply", "r1", "--branch", "leadscrew"), f"branch {NAME!r} exists")
    refused(said("apply", "r1", "--branch", "main/below"), "no branch was made", "--branch NAME")
    assert branches() == [NAME, "main"] and list(lab.facts(kind="applied")) == []


@pytest.mark.parametrize("name", ["a b", "a..b", "a\nb", "HEAD", "x.lock", "@{-1}", "a\u202eb", "/a"])
def test_a_name_that_no_branch_can_have_is_refused(said, repository, name):
    record(repository)
    refused(said("apply", "r1", f"--branch={name}"), "no name of a branch", "--branch NAME")
    assert branches() == ["main"]


def test_a_hostile_task_name_makes_a_plain_branch(said, repository):
    record(repository, name="--upload-pack=touch x;\n../a b.lock")
    code, out, _ = said("apply", "r1", "--branch")
    assert (code, out) == (0, "leadscrew/upload-pack-touch-x-a-b-lock-r1\n")


def test_without_an_identity_git_is_told_whose_commit_it_is_first(said, repository, person):
    record(repository)
    (person / ".gitconfig").write_text("")
    objects = sh("count-objects")
    refused(said("apply", "r1", "--branch"), "git config --global user.name", "git config --global user.email")
    assert branches() == ["main"] and sh("count-objects") == objects


def test_the_author_may_come_from_the_environment(said, repository, person, monkeypatch):
    record(repository)
    (person / ".gitconfig").write_text("")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Grace")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "grace@example.org")
    assert said("apply", "r1", "--branch")[0] == 0
    assert sh("log", "-1", "--format=%an <%ae>", NAME) == "Grace <grace@example.org>"


def test_no_hook_runs_and_nothing_is_signed(said, repository, tmp_path):
    record(repository)
    for hook in (
        "pre-commit",
        "commit-msg",
        "post-commit",
        "reference-transaction",
        "post-index-change",
        "prepare-commit-msg",
    ):
        Path(".git/hooks", hook).write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\nexit 1\n")
        Path(".git/hooks", hook).chmod(0o755)
    sh("config", "commit.gpgSign", "true")
    sh("config", "gpg.program", str(repository / ".git/hooks/pre-commit"))
    assert said("apply", "r1", "--branch")[0] == 0
    assert not (tmp_path / "sprung").exists() and "gpgsig" not in sh("cat-file", "commit", NAME)


def test_outside_of_a_repository_there_is_nothing_to_branch_from(said, repository, tmp_path, monkeypatch):
    record(repository)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    write(FILES)
    refused(said("apply", "r1", "--branch", "--to", "."), "no git repository", "--to")


def test_a_repository_without_a_commit_is_refused(said, repository, tmp_path, monkeypatch):
    record(repository)
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    sh("init", "-q")
    write(FILES)
    refused(said("apply", "r1", "--branch", "b", "--to", "."), "no commit yet")


def test_what_head_holds_already_makes_no_branch(said, repository):
    record(repository)
    write({"pkg/sums.py": FAST})
    commit("By hand")
    refused(said("apply", "r1", "--branch"), "holds the claimed change already", code=ExitCode.NO)
    assert branches() == ["main"]


@pytest.mark.parametrize("in_the_way", ["link", "folder"])
def test_a_new_file_does_not_replace_a_link_or_a_folder(said, repository, in_the_way):
    record(repository, {"pkg/new.py": FAST})
    if in_the_way == "link":
        Path("pkg/new.py").symlink_to("sums.py")
    else:
        write({"pkg/new.py/file": b"1"})
    commit("In the way")
    refused(said("apply", "r1", "--branch"), "pkg/new.py")
    assert branches() == ["main"]


def test_a_sparse_checkout_of_a_detached_head_in_a_linked_worktree_is_branched_too(
    said, repository, tmp_path, monkeypatch
):
    record(repository)
    sh("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    monkeypatch.chdir(tmp_path / "linked")
    sh("sparse-checkout", "set", "--cone", "--sparse-index", "docs")
    assert not Path("pkg").exists()
    code, _, err = said("apply", "r1", "--branch")
    assert code == 0 and f"into '{tmp_path / 'linked'}'" in err
    assert sh("diff", "--name-only", "HEAD", NAME) == "pkg/sums.py" and sh("status", "--porcelain") == ""


def test_a_repository_of_sha256_is_branched_too(said, tmp_path, monkeypatch):
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    sh("init", "-q", "--object-format=sha256")
    write(FILES)
    base = commit("Begin")
    assert len(base) == 64
    record(tmp_path / "new", {"pkg/sums.py": FAST, "pkg/old.py": None})
    assert said("apply", "r1", "--branch")[0] == 0
    assert sh("diff", "--name-only", base, NAME).split() == ["pkg/old.py", "pkg/sums.py"]


# where the files are


def test_a_clone_around_the_current_directory_comes_before_the_origin(said, repository, tmp_path, monkeypatch):
    record(repository)
    sh("clone", "-q", str(repository), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone" / "docs")
    code, out, err = said("apply", "r1")
    assert (code, out) == (0, f"{tmp_path / 'clone' / 'pkg/sums.py'}\n") and f"into '{tmp_path / 'clone'}'" in err
    assert (tmp_path / "clone/pkg/sums.py").read_bytes() == FAST and Path(
        repository, "pkg/sums.py"
    ).read_bytes() == SLOW


def test_from_elsewhere_the_origin_is_taken_and_another_repository_is_not(said, repository, tmp_path, monkeypatch):
    lab = record(repository)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    sh("init", "-q")
    write(FILES)
    commit("Looks alike")
    assert said("apply", "r1")[0] == 0
    assert Path("pkg/sums.py").read_bytes() == SLOW and (repository / "pkg/sums.py").read_bytes() == FAST
    assert lab.rows("run")[0]["id"] == "r1"
    assert said("apply", "r1", "--to", ".")[0] == 0
    assert Path("pkg/sums.py").read_bytes() == FAST
    assert [fact.body["target"] for fact in lab.facts(kind="applied")] == ["working tree"] * 2


def test_an_origin_that_is_gone_is_named_with_what_to_do(said, repository, tmp_path, monkeypatch):
    record(repository)
    repository.rename(tmp_path / "moved")
    monkeypatch.chdir(tmp_path)
    refused(said("apply", "r1"), str(repository), "--to", "--patch")
    monkeypatch.chdir(tmp_path / "moved")
    assert said("apply", "r1")[0] == 0


def test_an_origin_that_was_no_repository_takes_the_change_if_it_holds_the_start(
    said, repository, tmp_path, monkeypatch
):
    folder = tmp_path / "plain"
    folder.mkdir()
    record(folder, {"pkg/new.py": FAST}, base="")
    monkeypatch.chdir(tmp_path)
    refused(said("apply", "r1"), str(folder), "--to")
    assert list(folder.iterdir()) == []
    monkeypatch.chdir(folder)
    write(FILES)
    assert said("apply", "r1")[0] == 0
    assert Path("pkg/new.py").read_bytes() == FAST


@pytest.mark.parametrize("way", [[], ["--branch"]], ids=["files", "branch"])
def test_a_start_that_is_a_folder_of_the_repository_is_found_there(said, repository, way):
    start = {path.removeprefix("pkg/"): content for path, content in FILES.items()}
    write({"a/pkg/sums.py": b"# not this one\n", "a/b.py": b"1", "sums.py": b"nor this"})
    commit("More")
    record(repository, {"sums.py": FAST, "new.py": b"1"}, start=start)
    code, _, err = said("apply", "r1", *way)
    assert code == 0 and (way or f"into '{repository / 'pkg'}'" in err)
    if way:
        assert sh("diff", "--name-only", "HEAD", NAME).split() == ["pkg/new.py", "pkg/sums.py"]
    else:
        assert sh("status", "--porcelain", "-uall").split("\n") == ["M pkg/sums.py", "?? pkg/new.py"]


# into the files


def test_other_files_that_changed_are_named_and_do_not_stop_it(said, repository):
    record(repository)
    write({"pkg/old.py": b"unused = 2\n", "pkg/__init__.py": b"import os\n", "README.md": b"later\n"})
    code, _, err = said("apply", "r1")
    assert code == 0 and "2 other files that have changed since: pkg/__init__.py, pkg/old.py" in err
    assert "git diff" in err and Path("pkg/sums.py").read_bytes() == FAST


def test_a_refusal_says_which_files_changed_how_and_by_which_commits(said, repository):
    change: dict[str, bytes | None] = {
        "pkg/sums.py": FAST,
        "pkg/old.py": b"used = 1\n",
        "pkg/tool.py": b"",
        "pkg/__init__.py": b"2",
        "pkg/new.py": b"",
    }
    lab = record(repository, change)
    base = sh("rev-parse", "HEAD")
    for n in range(12):
        write({"pkg/sums.py": SLOW + b"# %d\n" % n})
        commit(f"Step {n} \x1b]0;title\x07\u202e")
    write({"README.md": b"2"})
    commit("Not of interest")
    Path("pkg/old.py").write_bytes(b"mine\n")
    Path("pkg/tool.py").write_bytes(FILES["pkg/tool.py"].replace(b"\n", b"\r\n"))
    Path("pkg/__init__.py").unlink()
    Path("pkg/new.py").write_bytes(b"mine")
    before = state()
    code, out, err = said("apply", "r1")
    assert (code, out) == (ExitCode.BAD_INPUT, "") and state() == before
    lines = err.split("\n")
    assert lines[1:7] == [
        f"leadscrew: 5 of the files to change are not as measured at base {base[:12]}:",
        "  pkg/__init__.py: it is missing",
        "  pkg/new.py: there is one already, which was not there when it was measured",
        "  pkg/old.py: it was changed here and not committed",
        "  pkg/sums.py: it was changed since",
        "  pkg/tool.py: it differs in its line ends alone",
    ]
    assert lines[7] == "commits since the base that touched them:"
    assert [line.split()[2] for line in lines[8:18]] == [str(n) for n in range(11, 1, -1)]
    assert "Step 11 <U+001B>]0;title<U+0007><U+202E>" in lines[8] and lines[18] == "  … and earlier ones"
    assert "nothing was written" in lines[19] and "run again" in lines[19]
    assert "commit or stash first what is not committed (pkg/__init__.py, pkg/new.py, pkg/old.py)" in lines[19]
    assert lines[20] == "  leadscrew apply r1" and "--3way" not in err
    assert "Not of interest" not in err and list(lab.facts(kind="applied")) == []
    sh("stash", "-q", "--include-untracked")
    lines = said("apply", "r1")[2].split("\n")
    assert lines[2] == "  pkg/sums.py: it was changed since" and "nothing was written" in lines[-4]
    assert lines[-3:-1] == ["  leadscrew apply r1 --patch > gain.patch", "  git apply --3way gain.patch"]


def test_edits_that_are_not_committed_are_to_be_stashed_first_and_come_back_after(said, repository):
    """git itself would refuse: `git apply --3way` merges only into files that are as they were committed."""
    record(repository)
    Path("pkg/sums.py").write_bytes(b"# mine\n" + SLOW)
    refused(said("apply", "r1"), "it was changed here and not committed",
            "commit or stash first what is not committed (pkg/sums.py), then:\n  leadscrew apply r1\n")  # fmt: skip
    sh("stash", "-q")
    assert said("apply", "r1")[0] == 0
    commit("Faster")
    sh("stash", "pop", "-q")
    assert Path("pkg/sums.py").read_bytes() == b"# mine\n" + FAST


def test_the_patch_that_a_refusal_advises_is_merged_by_git(said, repository, tmp_path):
    record(
        repository,
        {
            "pkg/sums.py": SLOW.replace(b"s = 0", b"s = 1"),
            "pkg/old.py": None,
            "pkg/new.py": b"+diff --git a/pkg/sums.py b/pkg/sums.py\n",
        },
    )
    write({"pkg/sums.py": SLOW.replace(b"def total(x):", b"def total(x):\n    # many lines\n\n\n    # later")})
    commit("Later")
    refused(said("apply", "r1"), "--3way")
    code, out, _ = said("apply", "r1", "--patch")
    (tmp_path / "gain.patch").write_text(out)
    done = subprocess.run(
        ["git", "apply", "--3way", str(tmp_path / "gain.patch")], capture_output=True, text=True, check=False
    )
    assert code == 0 and "lacks the necessary blob" not in done.stderr
    assert not Path("pkg/old.py").exists() and Path("pkg/new.py").exists()
    assert b"s = 1" in Path("pkg/sums.py").read_bytes() and b"# later" in Path("pkg/sums.py").read_bytes()


@pytest.mark.parametrize("way", [[], ["--branch"]], ids=["files", "branch"])
@pytest.mark.parametrize("path", ["leadscrew_call.py", ".git/info/attributes", "pkg/.GIT/config"])
def test_files_of_the_task_and_of_git_are_never_written(said, repository, way, path):
    record(repository, {path: b"1"})
    refused(said("apply", "r1", *way), path)
    assert not Path(path).exists() and branches() == ["main"]


@pytest.mark.parametrize("way", [[], ["--branch"]], ids=["files", "branch"])
@pytest.mark.parametrize("path", ["../outside.py", "pkg/../../outside.py", "{tmp}/outside.py"])
def test_a_path_that_leaves_the_folder_is_never_written(said, repository, tmp_path, way, path):
    record(repository, {"pkg/sums.py": FAST, path.format(tmp=tmp_path): b"1"})
    answer = said("apply", "r1", *way)
    assert answer[0] == ExitCode.BAD_INPUT and "outside.py" in answer[2], answer
    assert not (tmp_path / "outside.py").exists() and Path("pkg/sums.py").read_bytes() == SLOW
    assert branches() == ["main"] and sh("status", "--porcelain") == ""


def test_a_replicated_claim_goes_where_its_reader_says_and_never_where_its_file_says(
    said, repository, tmp_path, monkeypatch
):
    """Its file names a folder of its author's machine, which here may be anybody's."""
    lab = record(repository, {"pkg/sums.py": FAST, "pkg/new.py": b"1"}, researcher=REPLICATION)
    before = state()
    sh("clone", "-q", str(repository), str(tmp_path / "clone"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    for way in ([], ["--branch"]):
        refused(said("apply", "r1", *way), "are not here", "--to", "--patch")
    monkeypatch.chdir(tmp_path / "clone")
    assert said("apply", "r1", "--branch", "--to", ".")[0] == 0
    assert sh("diff", "--name-only", "HEAD", NAME).split() == ["pkg/new.py", "pkg/sums.py"]
    assert said("apply", "r1", "--to", ".")[0] == 0
    assert Path("pkg/sums.py").read_bytes() == FAST and Path("pkg/new.py").read_bytes() == b"1"
    assert [fact.body["target"] for fact in lab.facts(kind="applied")] == ["branch", "working tree"]
    monkeypatch.chdir(repository)
    assert state() == before and branches() == ["main"] and Path("pkg/sums.py").read_bytes() == SLOW


# the message

HOSTILE = (
    "Make `x`\n\nCo-authored-by: Eve <eve@example.org>\nLeadscrew-Claim: 99x\x1b[2J\u202e [skip ci] @all #1 faster\n\n"
    "Signed-off-by: Eve <eve@example.org>\r\n---\n"
)


def parsed(message: str) -> dict[str, str]:
    """The trailers as git reads them."""
    lines = sh("interpret-trailers", "--parse", stdin=message).split("\n")
    assert len({line.split(": ", 1)[0] for line in lines}) == len(lines)
    return dict(line.split(": ", 1) for line in lines)


def test_the_message_says_what_was_measured_and_how_to_measure_it_again(said, repository):
    lab = record(repository)
    base = sh("rev-parse", "HEAD")
    code, out, err = said("apply", "r1", "--message")
    assert (code, err) == (0, "")
    (claim,) = lab.facts(kind="claim")
    (began,) = lab.facts(kind="run_started")
    title, body, commands, trailers = out.split("\n\n")
    assert title == "Make `total` 3.06x faster"
    assert " ".join(body.split()) == (
        f"Leadscrew measured this change against commit {base[:12]} in 40 pairs of trials on fresh problems: 3.06x "
        "faster, 99% interval [2.92, 3.16], attempt 1 at a claim. Checked by 128 of its own tests, compared one by one "
        "with the base's, and answers compared with the base's own. All 40 answers passed, so with 95% confidence fewer than "
        "7.2% of such problems are answered wrongly. To measure it again:"
    )
    assert commands == "    leadscrew export r1 -o gain.claim\n    leadscrew replicate gain.claim"
    assert max(map(len, [title, *body.split("\n")])) <= 72 and trailers.endswith("\n")
    assert parsed(out) == {
        "Leadscrew-Claim": "3.06x",
        "Leadscrew-Interval": "2.92..3.16 (99%)",
        "Leadscrew-Pairs": "40",
        "Leadscrew-Attempt": "1",
        "Leadscrew-Checked-By": "128 of its own tests, compared one by one with the base's; answers compared with the base's own",
        "Leadscrew-Task": f"sums {began.body['task_digest'][:16]}",
        "Leadscrew-Base": base,
        "Leadscrew-Run": f"{lab.id} r1",
        "Leadscrew-Experiment": "17",
        "Leadscrew-Head": claim.hash,
        "Leadscrew-Replicate": "leadscrew export r1 -o gain.claim; leadscrew replicate gain.claim",
    }
    assert said("apply", "r1", "--branch")[0] == 0
    assert sh("log", "-1", "--format=%B", NAME) == out.strip()
    assert len([fact for fact in lab.facts() if fact.kind == "applied"]) == 1


@pytest.mark.parametrize("as_name", [False, True])
def test_a_goal_or_name_forges_no_trailer_and_moves_no_cursor(said, repository, as_name):
    lab = record(repository, **({"goal": "fast", "name": HOSTILE} if as_name else {"goal": HOSTILE}))
    _, out, _ = said("apply", "r1", "--message")
    assert said("apply", "r1", "--branch", "b")[0] == 0
    assert sh("log", "-1", "--format=%B", "b") == out.strip()
    for message in (out, sh("log", "-1", "--format=%B", "b")):
        found = parsed(message)
        assert set(found) == {line.split(":")[0] for line in message.split("\n\n")[-1].strip().split("\n")}
        assert found["Leadscrew-Claim"] == "3.06x" and found["Leadscrew-Run"] == f"{lab.id} r1" and len(found) == 11
        assert not any(line.lower().startswith(("co-authored", "signed", "---")) for line in message.split("\n"))
        assert all(letter.isprintable() or letter == "\n" for letter in message)
        assert "[skip" not in message and "@all" not in message and "#1" not in message
    assert len(out.split("\n")[0]) <= 72 and out.split("\n")[0].endswith(" 3.06x faster")


def test_an_origin_that_is_no_hash_is_no_base(said, repository):
    record(repository, base="x\nSigned-off-by: Eve <eve@example.org>\x1b[2J")
    _, out, _ = said("apply", "r1", "--message")
    assert "Leadscrew-Base" not in out and "Eve" not in out and "against the start" in " ".join(out.split())
    assert said("apply", "r1", "--branch")[0] == 0


def test_a_score_is_told_as_a_difference(said, repository):
    effect = {"factor": 1.0314861, "low": 1.0100501, "high": None, "level": 0.995, "span": 1.0}
    metric = ("score", 'direction = "higher"\nrange = [0.0, 1.0]')
    found = evidence(effect=effect, score=0.531, start_score=0.5, pairs=65)
    record(repository, metric=metric, found=found)
    _, message, _ = said("apply", "r1", "--message")
    assert message.split("\n")[0] == "Raise the score of sums by 0.0310"
    assert parsed(message)["Leadscrew-Claim"] == "+0.0310"
    assert parsed(message)["Leadscrew-Interval"] == "+0.01000..? (99.5%)"


def test_only_one_way_at_a_time(said, repository):
    record(repository)
    refused(said("apply", "r1", "--patch", "--branch"), "only one of")
    refused(said("apply", "r1", "--message", "--patch"), "only one of")
