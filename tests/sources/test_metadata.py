"""A program that was copied and not installed still finds its own name, version and entry points."""

from __future__ import annotations

import importlib.metadata

import pytest

from leadscrew.core.task import stands_behind
from leadscrew.sources.checkout import OURS
from leadscrew.sources.metadata import metadata_of

ASKS = b"import importlib.metadata\n__version__ = importlib.metadata.version(__name__)\n"
PROJECT = b"""
[project]
name = "sums"
version = "1.2.3"
scripts = {sums = "sums.cli:main"}
[project.entry-points."sums.plugins"]
fast = "sums.fast:Plugin"
"""


def written(tmp_path, files):
    name, made = metadata_of(files)
    for path, content in made.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return name, made, [str(tmp_path / "leadscrew_metadata")]


def test_python_finds_what_pyproject_says(tmp_path):
    name, made, path = written(tmp_path, {"pyproject.toml": PROJECT, "src/sums/__init__.py": ASKS})
    (found,) = importlib.metadata.distributions(name=name, path=path)
    assert (found.metadata["Name"], found.version) == ("sums", "1.2.3")
    points = {(point.group, point.name, point.value) for point in found.entry_points}
    assert points == {("console_scripts", "sums", "sums.cli:main"), ("sums.plugins", "fast", "sums.fast:Plugin")}
    assert all(OURS.fullmatch(path) and stands_behind(path) for path in made), "no candidate may change them"


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"pyproject.toml": b'[project]\nname = "sums"\ndynamic = ["version"]\n', "PKG-INFO": b"Name: sums\nVersion: 4.5\n"}, "4.5"),
        ({"pyproject.toml": b'[project]\nname = "sums"\ndynamic = ["version"]\n'}, "0"),
        ({"pyproject.toml": b'[tool.poetry]\nname = "sums"\nversion = "0.7"\n'}, "0.7"),
        ({"setup.cfg": b"[metadata]\nname = sums\nversion = attr: sums.VERSION\n"}, "0"),
        ({"setup.cfg": b"[metadata]\nname = sums\nversion = 8\n"}, "8"),
        ({"pyproject.toml": b'[project]\nname = "sums"\nversion = "1\\nName: other"\n'}, "0"),
    ],
    ids=["PKG-INFO", "nobody knows", "poetry", "computed", "setup.cfg", "forged"],
)  # fmt: skip
def test_the_version_is_taken_from_whoever_says_one(tmp_path, files, version):
    name, _, path = written(tmp_path, {**files, "sums.py": ASKS})
    assert name == "sums"
    (found,) = importlib.metadata.distributions(name="sums", path=path)
    assert found.version == version


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": PROJECT, "sums.py": b"VERSION = 1\n"},
        {"pyproject.toml": PROJECT, "sums.py": ASKS, "sums.egg-info/PKG-INFO": b"Name: sums\nVersion: 9\n"},
        {"pyproject.toml": PROJECT, "src/sums.py": ASKS, "src/sums-9.dist-info/METADATA": b"Name: sums\n"},
        {"sums.py": ASKS},
        {"pyproject.toml": b"[project]\nname = 3", "sums.py": ASKS},
        {"pyproject.toml": b"[project", "setup.cfg": b"name", "PKG-INFO": b"\xff", "sums.py": ASKS},
        {"pyproject.toml": b'[project]\nname = "../up"', "sums.py": ASKS},
    ],
    ids=["never asks", "has its own", "has its own in src", "no name", "no text", "damaged", "a path for a name"],
)
def test_nothing_is_made_up(files):
    assert metadata_of(files) == ("", {})
