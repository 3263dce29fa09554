"""Every command that the README and the docs show in a `sh` block works as written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "docs" / "tasks.md", ROOT / "docs" / "your-own-code.md"]
FILES = re.compile(r'```python title="([\w./-]+)"\n(.*?)```', re.DOTALL)
PROGRAMS = {"leadscrew": [sys.executable, "-m", "leadscrew"], "git": ["git"]}


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.partition(" ")[0] in PROGRAMS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_work_in_order(page, tmp_path):
    shown = commands(page)
    assert shown
    environment = {**os.environ, "TERM": "dumb"}
    environment.pop("LEADSCREW_LAB", None)
    environment |= {f"GIT_{who}_{what}": "You" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for name, content in FILES.findall(page.read_text()):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    for command in shown:
        line = command.split(" > ")
        program, *arguments = shlex.split(line[0])
        words = [*PROGRAMS[program], *arguments]
        result = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=280, check=False
        )
        failures = [row for row in result.stdout.splitlines() if row.startswith("FAIL")]
        if "task check" in command and failures and all("noise" in row for row in failures):
            continue  # a busy machine; what the check says of it is right
        assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
        if len(line) > 1:
            (tmp_path / line[1]).write_text(result.stdout)
