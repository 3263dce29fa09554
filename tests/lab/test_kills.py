"""A hundred kills at random moments lose nothing that was recorded and repeat nothing; see lives.py for what is checked."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest


def lives(folder: Path, kills: int) -> dict[str, int]:
    """What the driver says; each kill met a living run."""
    driver = Path(__file__).with_name("lives.py")
    command = [sys.executable, str(driver), str(folder), str(kills), str(random.SystemRandom().randrange(1 << 30))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[-3:]}\n{done.stderr}"
    return json.loads(done.stdout)


def test_a_hundred_kills_at_random_moments(tmp_path):
    """In four labs, since all of a lab's record is read after each kill."""
    told = [lives(tmp_path / f"lab{number}", 25) for number in range(4)]
    assert sum(lab["kills"] for lab in told) == 100 and sum(lab["facts"] for lab in told) > 100


@pytest.mark.slow
def test_a_thousand_kills_in_ten_labs(tmp_path):
    for number in range(10):
        print(lives(tmp_path / f"lab{number}", 100))
