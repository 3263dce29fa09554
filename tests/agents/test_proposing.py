"""A model without tools: each reply is a program in whole files."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("inspect_ai")

from leadscrew.agents.proposing import MOST_WITHOUT, files_in
from leadscrew.agents.spec import read_spec
from leadscrew.errors import BadInput
from leadscrew.sources.taskfile import read_task

START = read_task("hello").start.files["summary.py"].decode()
MIDDLE = "        middle = sorted(readings)[len(readings) // 2]\n"
FASTER = START.replace(MIDDLE, "").replace("    rows = []\n", f"    rows = []\n{MIDDLE[4:]}")


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("Why.\n```python a.py\nx = 1\n```", ["a.py", "b.py"], {"a.py": "x = 1\n"}),
        ("Why.\n```python\n# b.py\nx = 1\n```\nand\n```\n# a.py\n```", ["a.py", "b.py"], {"b.py": "# b.py\nx = 1\n", "a.py": "# a.py\n"}),
        ("Why.\n```python\nx = 1\n```", ["a.py"], {"a.py": "x = 1\n"}),
        ("Why.\n```python ../../etc/x\nx = 1\n```", ["a.py", "b.py"], {"../../etc/x": "x = 1\n"}),
        ("Why.\n```python\nx = 1\n```", ["a.py", "b.py"], {}),
        ("Why.\n```python\nx = 1\n", ["a.py"], {}),
        ("no program", ["a.py"], {}),
    ],
)  # fmt: skip
def test_files_are_read_out_of_a_reply(text, known, found):
    hypothesis, files = files_in(text, known)
    assert files == found and hypothesis == ("no program" if text == "no program" else "Why.")


def test_replies_are_measured_and_told_anew_and_those_without_a_program_are_counted(room, provider):
    def reply(asked):
        number = asked.request_count
        if number == 1:
            return room.turn(text=f"The middle is the same on every day.\n```python\n{FASTER}```")
        if number == 2:
            return room.turn(
                text="Nothing is right.\n```python summary.py\ndef summarise(problem):\n    return []\n```"
            )
        if number == 3:
            return room.turn(text="Another file.\n```python judge.py\nx = 1\n```\n```python ../out.py\nx = 1\n```")
        return room.turn(text="I have no program.")

    server = provider(reply)
    code, out, err = room.run("--researcher", f"openai-api/fake-model@{server.url}/v1#whole-files", budget="45s")
    assert code in (0, 1), out + err
    (ended,) = room.bodies("session_ended")
    account = ended["account"]
    assert account["experiments"] == 2 and account["malformed"] == MOST_WITHOUT and account["faults"] == 1, account
    assert f"{MOST_WITHOUT} replies in a row held no program" in ended["reason"]
    asked = [json.dumps(request.body["messages"]) for request in server.requests]
    assert not any(request.body.get("tools") for request in server.requests)
    assert "def summarise" in asked[0] and "What was tried" not in asked[0]
    assert "the middle is the same" in asked[1].lower() and "wrong" in asked[2]
    assert len(asked[-1]) < len(asked[0]) + 4000
    assert room.said("verify")[0] == 0


def test_a_way_that_is_not_known_is_told():
    assert read_spec("anthropic/x#whole-files").way == "whole-files"
    for text in ("anthropic/x#emulate-tools", "anthropic/x#other", "claude-code:anthropic/x#whole-files"):
        with pytest.raises(BadInput, match="#"):
            read_spec(text)
