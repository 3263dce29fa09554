"""Packages from an index: fetched by hash, unpacked within a folder, and skipped where there is no network."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
import packages  # noqa: E402


def archive(folder: Path, *members: tuple[str, bytes | None]) -> Path:
    """A source distribution; None makes a link to a file outside."""
    place = folder / "x.tar.gz"
    with tarfile.open(place, "w:gz") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if content is None:
                member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            member.size = len(content or b"")
            tar.addfile(member, io.BytesIO(content or b""))
    return place


def test_the_one_folder_of_an_archive_is_unpacked(tmp_path):
    found = packages.unpacked(archive(tmp_path, ("x-1/a.py", b"x = 1\n"), ("x-1/b/c.py", b"")), tmp_path / "to")
    assert found == tmp_path / "to" / "x-1" and (found / "a.py").read_bytes() == b"x = 1\n"


@pytest.mark.parametrize(
    "members",
    [
        [("../up.py", b"")],
        [("x/a.py", b""), ("y/b.py", b"")],
        [("x/link", None)],
        [("/abs.py", b""), ("a.py", b"")],
        [],
    ],
    ids=["leaves the folder", "two folders", "a link out", "no folder", "empty"],
)
def test_what_is_no_source_distribution_is_not_there(tmp_path, members):
    with pytest.raises(packages.NotThere):
        packages.unpacked(archive(tmp_path, *members), tmp_path / "to")
    assert not (tmp_path / "up.py").exists()


def test_an_archive_that_is_too_large_or_damaged_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "LARGEST_BYTES", 10)
    with pytest.raises(packages.NotThere, match="larger than"):
        packages.unpacked(archive(tmp_path, ("x-1/a.py", b"x" * 11)), tmp_path / "to")
    (tmp_path / "x.tar.gz").write_bytes(b"no archive")
    with pytest.raises(packages.NotThere, match="cannot be unpacked"):
        packages.unpacked(tmp_path / "x.tar.gz", tmp_path / "again")


@pytest.mark.parametrize("words", [["inflection"], ["--planted"], ["--weak"]], ids=lambda words: words[0])
def test_without_a_network_it_says_so_and_ends_well(tmp_path, monkeypatch, words):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    command = [sys.executable, str(BENCHMARKS / "packages.py"), *words, "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "skipped: " in done.stdout and done.stderr == "", done


def test_every_package_has_its_inputs_and_every_plant_its_package():
    for package in (*packages.PACKAGES, packages.DEPENDENT):
        source = (packages.INPUTS / f"{package.inputs}.py").read_text()
        names: dict[str, object] = {}
        exec(compile(source, package.inputs, "exec"), names)
        draw = names["inputs"]
        assert callable(draw) and draw(1) == draw(1) != draw(2)
        assert len(package.sha256) == 64 and package.options[::2] in ((), ("--package",))
    assert {plant.call.partition(":")[0] for plant in packages.PLANTED} == {packages.package_named("toolz").name}


def test_a_row_says_what_was_decided():
    claim = {"gain": True, "factor": 2.0, "low": 1.5, "high": 2.5, "pairs": 20}
    assert packages.decided(claim) == "2.00x [1.50, 2.50] in 20 pairs"
    assert packages.decided({"gain": False, "reason": "nothing held"}) == "no gain: nothing held"
    told = "1,234 files of commit abc\n- 5,678 tests have to pass; they take 1.0 s\n- a trial takes 1.5 s, 3,000 calls; the usual budget\n"
    patterns = (packages.FILES, packages.TESTS, packages.TRIAL, packages.CALLS)
    assert [packages.found(pattern, told) for pattern in patterns] == ["1,234", "5,678", "1.5 s", "3,000"]
    assert packages.found(packages.TESTS, "nothing") == "-"
