"""Without a working box nothing untrusted is run, and the message says what to install."""

from __future__ import annotations

import os
import subprocess
import sys


def leadscrew(tmp_path, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "leadscrew", *arguments],
        cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_without_bubblewrap_there_is_no_run(tmp_path):
    result = leadscrew(tmp_path, "run", "hello", PATH="/nowhere")
    assert result.returncode == 4
    assert "sudo apt-get install -y bubblewrap" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bubblewrap_that_is_refused_is_no_box(tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "bwrap").write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    (folder / "bwrap").chmod(0o755)
    os.chmod(tmp_path, 0o755)
    result = leadscrew(tmp_path, "run", "hello", PATH=f"{folder}:{os.environ['PATH']}")
    assert result.returncode == 4
    # as root the unprivileged user cannot even reach the file; either way the reason is shown
    assert "Permission denied" in result.stderr and "leadscrew doctor" in result.stderr
    assert "Traceback" not in result.stderr
