"""The comparison with peers: its programs are what it says, and Leadscrew's own column can be rerun."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "peers"))
import programs

RUN = Path(programs.__file__).with_name("run.py")


@pytest.mark.parametrize(
    "hazard", ["hang", "exit", "clock", "score", "secret", "socket", "grandchild", "resume", "same"]
)
@pytest.mark.parametrize("system", list(programs.FORGERIES))
def test_every_proposed_program_is_python_of_its_own_and_carries_its_name(hazard, system):
    proposed = programs.sequence(hazard, system, report=Path("report"), port=1, count=5)
    for candidate in proposed:
        compile(candidate.code, candidate.name, "exec")
        assert f"# candidate: {candidate.name}\n" in candidate.code
    assert len({candidate.code for candidate in proposed}) == len(proposed)
    assert any(candidate.hostile for candidate in proposed) is (hazard not in ("resume", "same"))


@pytest.mark.slow
def test_the_script_sees_that_leadscrew_keeps_a_secret_and_a_socket_from_a_candidate(tmp_path):
    command = [sys.executable, str(RUN), "--only", "leadscrew", "--hazard", "secret", "socket"]
    result = subprocess.run(
        [*command, "--json", str(tmp_path / "observed.json")], capture_output=True, text=True, timeout=280, check=True
    )
    observed = json.loads((tmp_path / "observed.json").read_text())
    assert [one["cell"] for one in observed] == ["contained", "contained"], result.stderr
    assert "| socket | contained |" in result.stdout
