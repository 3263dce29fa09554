"""From a package that others wrote to a decided run: `leadscrew task new --from`, then `leadscrew run`.

    python benchmarks/packages.py [NAME ...] [--budget 3m]     # a row for each of ten packages: 40 minutes
    python benchmarks/packages.py --planted                    # a slow function is planted: found, applied, replicated
    python benchmarks/packages.py --weak                       # weak tests, flaky tests, a dependency that is not there

Source distributions come from the package index that the machine's own pip is set up for, by name, version and
SHA-256; pip builds their metadata, which runs their build. Where there is no network it says so and ends with 0.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

INPUTS = Path(__file__).parent / "packages"
LARGEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A source distribution, what of it is timed, and its own tests."""

    name: str
    version: str
    sha256: str
    call: str
    inputs: str
    """A file of `benchmarks/packages`, without its ending."""
    check: str
    options: tuple[str, ...] = ()


PACKAGES = (
    Package(
        name="sqlparse", version="0.5.1", call="sqlparse:format", inputs="statements", check="pytest -q tests",
        sha256="bb6b4df465655ef332548e24f08e205afc81b9ab86cb1c45657a7ff173a3a00e",
    ),
    Package(
        name="tabulate", version="0.9.0", call="tabulate:tabulate", inputs="tables", check="pytest -q test",
        sha256="0095b12bf5966de529c0feb1fa08671671b3368eec77d7ef7ab114be2c068b3c",
    ),
    Package(
        name="textdistance", version="4.6.3", call="textdistance:damerau_levenshtein", inputs="strings",
        check="pytest -q tests", options=("--package", "hypothesis"),
        sha256="d6dabc50b4ea832cdcf0e1e6021bd0c7fcd9ade155888d79bb6a3c31fce2dc6f",
    ),
    Package(
        name="mistune", version="3.0.2", call="mistune:html", inputs="markdown_texts", check="pytest -q tests",
        sha256="fc7f93ded930c92394ef2cb6f04a8aabab4117a91449e72dcc8dfa646a508be8",
    ),
    Package(
        name="Markdown", version="3.6", call="markdown:markdown", inputs="markdown_texts", check="pytest -q tests",
        sha256="ed4f41f6daecbeeb96e576ce414c41d2d876daa9a16cb35fa8ed8c2ddfad0224",
    ),
    Package(
        name="inflection", version="0.5.1", call="inflection:pluralize", inputs="words",
        check="pytest -q test_inflection.py",
        sha256="1a29730d366e996aaacffb2f1f1cb9593dc38e2ddd30c91250c6dde09ea9b417",
    ),
    Package(
        name="toolz", version="0.12.1", call="toolz:frequencies", inputs="integers", check="pytest -q toolz",
        sha256="ecca342664893f177a13dac0e6b41cbd8ac25a358e5f215316d43e2100224f4d",
    ),
    Package(
        name="more-itertools", version="10.3.0", call="more_itertools:distinct_permutations", inputs="multisets",
        check="pytest -q tests",
        sha256="e5d93ef411224fbcef366a6e8ddc4c5781bc6359d43412a65dd5964e46111463",
    ),
    Package(
        name="natsort", version="8.4.0", call="natsort:natsorted", inputs="file_names", check="pytest -q tests",
        options=("--package", "hypothesis"),
        sha256="45312c4a0e5507593da193dedd04abb1469253b601ecaf63445ad80f0a1ea581",
    ),
    Package(
        name="humanize", version="4.10.0", call="humanize:naturalsize", inputs="sizes",
        check="pytest -q -o addopts= -o filterwarnings= tests",
        sha256="06b6eb0293e4b85e8d385397c5868926820db32b9b654b932f57fa41c23c9978",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A function that is made slow, and still does what its tests ask."""

    what: str
    call: str
    path: str
    quick: str
    slow: str


PLANTED = (
    Plant(
        what="a list is asked for membership",
        call="toolz:unique",
        path="toolz/itertoolz.py",
        quick="""\
    seen = set()
    seen_add = seen.add
    if key is None:
        for item in seq:
            if item not in seen:
                seen_add(item)
                yield item
    else:  # calculate key
        for item in seq:
            val = key(item)
            if val not in seen:
                seen_add(val)
                yield item
""",
        slow="""\
    seen = []
    if key is None:
        for item in seq:
            if item not in seen:
                seen.append(item)
                yield item
    else:  # calculate key
        for item in seq:
            val = key(item)
            if val not in seen:
                seen.append(val)
                yield item
""",
    ),
    Plant(
        what="the whole sequence is counted again for each item",
        call="toolz:frequencies",
        path="toolz/itertoolz.py",
        quick="""\
    d = collections.defaultdict(int)
    for item in seq:
        d[item] += 1
    return dict(d)
""",
        slow="""\
    seq = list(seq)
    d = {}
    for item in seq:
        d[item] = seq.count(item)
    return d
""",
    ),
)
WEAK = """\
import random
import sys

from toolz import frequencies, unique

rng = random.Random(int(sys.argv[1]))
for _ in range(3000):
    numbers = [rng.randrange(50) for _ in range(500)]
    frequencies(numbers)
    list(unique(numbers))
print("done")
"""
"""Prints nothing of what it computes."""
FLAKY = """\
import os

import pytest


@pytest.mark.parametrize("number", range(9))
def test_luck(number):
    assert os.urandom(1)[0] % 2
"""
DEPENDENT = Package(
    name="jsonpatch",
    version="1.33",
    call="jsonpatch:make_patch",
    inputs="two_mappings",
    check="pytest -q tests.py",
    sha256="9fcd4009c41e6d12348b4a0ff2563ba56a2923a7dfee731d004e212e1ee5030c",
)
"""Needs a package that is not there."""


class NotThere(Exception):
    """A package that could not be fetched; the text says why."""


def fetched(package: Package, folder: Path) -> Path:
    """The unpacked source of a package.  Raises NotThere where there is no network, pip or such file."""
    python = sys.executable if importlib.util.find_spec("pip") else "python3"
    wanted = folder / f"{package.name}.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
    place = folder / f"{package.name}-fetched"
    words = [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    words += ["--no-binary", package.name, "--require-hashes", "--dest", str(place), "--requirement", str(wanted)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise NotThere(str(exc)) from exc
    archives = sorted(place.glob("*.tar.gz")) if place.is_dir() else []
    if done.returncode or len(archives) != 1:
        told = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise NotThere(told[-1] if told else f"pip ended with {done.returncode}")
    if hashlib.sha256(archives[0].read_bytes()).hexdigest() != package.sha256:
        raise NotThere("its SHA-256 is not the one in the table")
    return unpacked(archives[0], folder / package.name)


def unpacked(archive: Path, place: Path) -> Path:
    """The one folder of a source distribution; no link, device or path that leaves it.  Raises NotThere."""
    place.mkdir()
    try:
        with tarfile.open(archive) as tar:
            if sum(member.size for member in tar.getmembers()) > LARGEST_BYTES:
                raise NotThere(f"it is larger than {LARGEST_BYTES >> 20} MB")
            _extract(tar, place)
    except tarfile.TarError as exc:
        raise NotThere(f"it cannot be unpacked: {exc}") from exc
    folders = [path for path in place.iterdir() if path.is_dir()]
    if len(folders) != 1:
        raise NotThere("it holds other than one folder")
    return folders[0]


def _extract(tar: tarfile.TarFile, place: Path) -> None:
    """Regular files alone; the filters of `tarfile` came with Python 3.11.4.  Raises NotThere."""
    for member in tar.getmembers():
        parts = Path(member.name).parts
        if member.isdir():
            continue
        if not member.isreg() or Path(member.name).is_absolute() or ".." in parts:
            raise NotThere(f"it holds {member.name[:80]!r}, which is no plain file in its folder")
        target = place.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        content = tar.extractfile(member)
        assert content is not None
        target.write_bytes(content.read())


def leadscrew(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command of leadscrew, with what it prints."""
    command = [sys.executable, "-m", "leadscrew", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def new_task(package: Package, source: Path, task: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`task new` of a package."""
    inputs = INPUTS / f"{package.inputs}.py"
    words = ["--from", source, "--call", package.call, "--inputs", inputs, "--check", package.check]
    return leadscrew("task", "new", task, *words, *package.options, *options)


def claim_of(ran: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The claim that a run ended with; why there is none."""
    lines = ran.stdout.splitlines()
    last: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return last if last.get("event") == "claim" else {"gain": False, "reason": last_line(ran.stderr)}


def row_of(package: Package, folder: Path, budget: str) -> str:
    """A package from its source to a decision, as a row of the table.  Raises NotThere."""
    source = fetched(package, folder)
    since = time.monotonic()
    task, lab = folder / f"{package.name}-task", folder / f"{package.name}-lab"
    made = new_task(package, source, task)
    if made.returncode:
        return f"{package.name:<15} no task: {last_line(made.stderr)}"
    ran = leadscrew("run", task, "--budget", budget, "--lab", lab, "--json")
    claim = claim_of(ran)
    told = [found(pattern, made.stderr) for pattern in (FILES, TESTS, TRIAL, CALLS)]
    count = len(json.loads(leadscrew("show", "r1", "--lab", lab, "--json").stdout or '{"list": []}')["list"])
    values = [*told, f"{count}", decided(claim), f"{time.monotonic() - since:.0f} s"]
    return line_of(package.name, *values)


FILES, TESTS = r"^([\d,]+) files of", r"^- ([\d,]+) tests have to pass"
TRIAL, CALLS = r"^- a trial takes (.+?), [\d,]+ calls", r", ([\d,]+) calls; "
HEADS = ("package", "files", "tests", "trial", "calls", "experiments", "decided", "took")
WIDTHS = (15, 6, 6, 8, 7, 12, 44, 6)


def line_of(*values: str) -> str:
    """A row of the table."""
    return "".join(f"{value:<{width}} " for value, width in zip(values, WIDTHS, strict=True)).rstrip()


def found(pattern: str, text: str) -> str:
    """What a pattern's group is in a text; a dash where it is nowhere."""
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else "-"


def decided(claim: dict[str, Any]) -> str:
    """The claim in a few words."""
    if not claim["gain"]:
        return f"no gain: {claim['reason'][:120]}"
    return f"{claim['factor']:.2f}x [{claim['low']:.2f}, {claim['high']:.2f}] in {claim['pairs']} pairs"


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "it said nothing")


def table(names: Sequence[str], folder: Path, budget: str) -> None:
    """A row for each package, as soon as it is decided."""
    print(line_of(*HEADS), flush=True)
    for package in PACKAGES:
        if not names or package.name in names:
            print(row_of(package, folder, budget), flush=True)


def repository_of(folder: Path) -> Path:
    """The folder as a git repository with one commit."""
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Benchmark")
    git(folder, "config", "user.email", "benchmark@example.org")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Begin")
    return folder


def git(folder: Path, *words: str) -> str:
    """What a git command prints."""
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def planted(plant: Plant, folder: Path, budget: str) -> bool:
    """A slow function on its way to a replicated gain, a line for each step; whether all came out.  Raises NotThere."""
    print(f"{plant.call}: {plant.what}", flush=True)
    package = replace(package_named("toolz"), call=plant.call, inputs="many_integers")
    source = fetched(package, folder)
    file = source / plant.path
    text = file.read_text()
    if text.count(plant.quick) != 1:
        return step("planted", "the function is not as it was", ok=False)
    file.write_text(text.replace(plant.quick, plant.slow))
    repository, task, lab, theirs = repository_of(source), folder / "task", folder / "lab", folder / "theirs"
    made = new_task(package, repository, task)
    tests = found(TESTS, made.stderr)
    if not step(
        "task new",
        f"{tests} tests have to pass" if not made.returncode else last_line(made.stderr),
        ok=not made.returncode,
    ):
        return False
    claim = claim_of(leadscrew("run", task, "--budget", budget, "--lab", lab, "--json"))
    if not step("run", decided(claim), ok=claim["gain"]):
        return False
    applied = leadscrew("apply", "r1", "--branch", "faster", "--lab", lab)
    changed = git(repository, "diff", "--stat", "HEAD..faster") if not applied.returncode else last_line(applied.stderr)
    step("apply", " ".join(changed.split()), ok=not applied.returncode)
    again = new_task(package, repository, folder / "again", *("--base", "faster"))
    passing = found(TESTS, again.stderr)
    step("its tests", f"{passing} pass on the branch, {tests} before", ok=passing == tests)
    exported = leadscrew("export", "r1", "--out", folder / "gain.claim", "--lab", lab)
    step("export", last_line(exported.stderr.partition("Next:")[0]), ok=not exported.returncode)
    measured = leadscrew("replicate", folder / "gain.claim", "--lab", theirs)
    told = " ".join(measured.stdout.split()) or last_line(measured.stderr)
    return step("replicate", told, ok=not measured.returncode) and not (applied.returncode or exported.returncode)


def weak(folder: Path) -> bool:
    """What is said of tests that notice little, of a flaky one, and of a dependency that is not there."""
    package = package_named("toolz")
    source = fetched(package, folder)
    (source / "work.py").write_text(WEAK)
    for path in (source / "toolz").rglob("test_*.py"):
        if path.name != "test_utils.py":
            path.unlink()
    (source / "toolz" / "tests" / "test_luck.py").write_text(FLAKY)
    words = ["--from", source, "--time", "python work.py {seed}", "--check", package.check]
    made = leadscrew("task", "new", folder / "weak", *words, "--editable", "toolz/*.py")
    flaky = [line for line in made.stderr.splitlines() if "do not always come to the same" in line]
    named = step("flaky test", last_line("\n".join(flaky) or made.stderr), ok=bool(flaky))
    checked = leadscrew("task", "check", folder / "weak", "--quick", "--json")
    results = json.loads(checked.stdout or '{"results": []}')["results"]
    unnoticed = [result["detail"] for result in results if "returns nothing" in result["what"] and not result["holds"]]
    emptied = step("weak tests", last_line("\n".join(unnoticed) or checked.stderr), ok=bool(unnoticed))
    lacking = new_task(DEPENDENT, fetched(DEPENDENT, folder), folder / "lacking")
    told = last_line(lacking.stderr)
    return step("dependency", told, ok="--venv" in told) and named and emptied


def step(name: str, told: str, *, ok: bool) -> bool:
    """One line of what came out."""
    print(f"  {'ok  ' if ok else 'FAIL'} {name:<12} {told[:200]}", flush=True)
    return ok


def package_named(name: str) -> Package:
    """A package of the table."""
    return next(package for package in PACKAGES if package.name == name)


def main() -> int:
    """0 where all came out as it should, or where there is no network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--budget", default="3m")
    parser.add_argument("--folder", type=Path, help="for sources, tasks and labs  [default: a temporary one]")
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("--weak", action="store_true")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="leadscrew-packages-"))
    try:
        if options.planted:
            places = [made(folder / f"planted-{number}") for number in range(len(PLANTED))]
            results = [planted(one, place, options.budget) for one, place in zip(PLANTED, places, strict=True)]
            return int(not all(results))
        if options.weak:
            return int(not weak(made(folder / "weak")))
        table(options.names, made(folder), options.budget)
    except NotThere as exc:
        print(f"skipped: {exc}")
    return 0


def made(folder: Path) -> Path:
    """The folder, which is there now."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
