"""What the tests of stopping and of disasters share."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def lives() -> ModuleType:
    """The driver of lives.py: a real run on a rig that only sleeps."""
    specification = importlib.util.spec_from_file_location("lives", Path(__file__).with_name("lives.py"))
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk, or mounts it anew, with options such as `size=1m`, `ro`; the place where it lies."""
    place = tmp_path / "disk"

    def mount(options: str) -> Path:
        again = "remount," if place.is_mount() else ""
        command = ["mount", "-t", "tmpfs", "-o", f"{again}{options}", "tmpfs", place]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a small disk can only be mounted by root, and not everywhere")
        return place

    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can only be mounted by root")
    place.mkdir()
    yield mount
    if place.is_mount():
        subprocess.run(["umount", "-l", place], check=True)
