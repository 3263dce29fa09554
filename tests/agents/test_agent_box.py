"""A coding agent's box: what works in it, and what hostile programs in it cannot do."""

from __future__ import annotations

import asyncio
import inspect
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("inspect_ai")

from inspect_ai.util import OutputLimitExceededError
from inspect_ai.util._sandbox import self_check
from inspect_ai.util._sandbox.environment import SandboxUnavailableError, SandboxUserUnsupportedError

from leadscrew.agents import box as agents_box
from leadscrew.agents.box import OPENED, AgentSandbox
from leadscrew.core.task import Entry, Surroundings
from leadscrew.sandbox.agent_box import AgentProgram, start_agent_box
from leadscrew.sandbox.box import living_boxes

MARK = "test-agent-box"


@pytest.fixture
def sandbox() -> Iterator[AgentSandbox]:
    """A box with an empty program in it."""
    program = AgentProgram((), {"/usr/bin/agent": b"#!/bin/sh\necho 1.2.3\n"})
    entry = Entry(call="main:go", packages=("numpy",))
    OPENED.box, OPENED.variables = start_agent_box(
        program, lab_mark=MARK, entry=entry, surroundings=Surroundings(variables={"DATA": "here"})
    )
    try:
        yield AgentSandbox()
    finally:
        OPENED.box.close()
    until = time.monotonic() + 30
    while living_boxes(MARK) and time.monotonic() < until:
        time.sleep(0.05)
    assert not living_boxes(MARK)


def test_programs_packages_and_variables_are_there_and_nothing_of_this_machine(sandbox, monkeypatch):
    monkeypatch.setenv("SECRET_API_KEY", "do-not-show-this")

    async def look() -> list[str]:
        shell = await sandbox.exec(
            [
                "bash",
                "-c",
                "agent; python3 -c 'import numpy'; echo $DATA; env; cat /proc/*/cmdline /proc/*/environ 2>/dev/null | tr '\\0' ' '",
            ]
        )
        host = await sandbox.exec(
            [
                "bash",
                "-c",
                "ls /root /home/* /work /var/lib; cat /etc/shadow; touch /usr/x /etc/x /opt/x; mount -t tmpfs x /tmp",
            ]
        )
        net = await sandbox.exec(
            ["python3", "-c", "import socket; s = socket.create_server(('127.0.0.1', 0)); "
             "socket.create_connection(s.getsockname(), 1); print('loopback'); socket.create_connection(('10.9.8.7', 80), 1)"]
        )  # fmt: skip
        return [shell.stdout + shell.stderr, host.stdout, host.stderr, net.stdout, net.stderr]

    shell, host, refused, net, outside = asyncio.run(look())
    assert "1.2.3" in shell and "here" in shell and "ModuleNotFoundError" not in shell
    assert "do-not-show-this" not in shell and str(os.getcwd()) not in shell and "site-packages" not in shell
    assert not host.replace("/home/agent:", "").strip()
    assert refused.count("Read-only file system") == 3 and "shadow" in refused
    assert net.strip() == "loopback" and "unreachable" in outside.lower()


def test_a_program_that_lasts_too_long_or_is_given_up_ends_with_all_that_it_started(sandbox):
    tree = (
        "(trap '' TERM; setsid python3 -c 'import time; time.sleep(77)' & ) ; python3 -c 'import time; time.sleep(77)'"
    )

    async def work() -> tuple[float, str]:
        since = time.monotonic()
        with pytest.raises(TimeoutError):
            await sandbox.exec(["bash", "-c", tree], timeout=1)
        took = time.monotonic() - since
        given_up = asyncio.create_task(sandbox.exec(["bash", "-c", tree]))
        await asyncio.sleep(0.5)
        given_up.cancel()
        await asyncio.sleep(0.5)
        left = await sandbox.exec(["bash", "-c", "cat /proc/*/cmdline | tr '\\0' ' ' | grep -c 'sleep[(]77' "])
        return took, left.stdout

    took, left = asyncio.run(work())
    assert took < 20 and left.strip() == "0"


def test_output_and_files_are_bounded(sandbox):
    async def work() -> Any:
        flood = await sandbox.exec(["bash", "-c", "head -c 30000000 /dev/zero; echo the end"])
        await sandbox.exec(["bash", "-c", "truncate -s 200M big || head -c 200000000 /dev/zero > big"])
        with pytest.raises(OutputLimitExceededError):
            await sandbox.read_file("big")
        full = await sandbox.exec(["bash", "-c", "head -c 400000000 /dev/zero > more"])
        with pytest.raises(SandboxUserUnsupportedError):
            await sandbox.exec(["id"], user="root")
        forks = await sandbox.exec(
            [
                "python3",
                "-c",
                "import os, time\ntry:\n  for n in range(5000):\n    if not os.fork(): time.sleep(9); os._exit(0)\nexcept OSError: print('no more', n)",
            ]
        )
        return flood, full, forks

    flood, full, forks = asyncio.run(work())
    assert len(flood.stdout) <= 10 << 20 and flood.stdout.endswith("the end\n")
    assert not full.success and "No space" in full.stderr
    assert "no more" in forks.stdout


def test_a_box_outlives_as_many_processes_as_there_may_be(sandbox):
    full = (
        "import os, time\nend = time.monotonic() + 3\nwhile time.monotonic() < end:\n  try:\n"
        "    if not os.fork(): time.sleep(max(0, end - time.monotonic())); os._exit(0)\n  except OSError: time.sleep(0.001)"
    )

    async def work() -> tuple[int, Any]:
        filling = asyncio.create_task(sandbox.exec(["python3", "-c", full]))
        await asyncio.sleep(1.5)
        refused = 0
        for _ in range(20):
            try:
                refused += not (await sandbox.exec(["true"])).success
            except SandboxUnavailableError:
                refused += 1
        await filling
        await asyncio.sleep(0.5)
        return refused, await sandbox.exec(["echo", "still here"])

    refused, after = asyncio.run(work())
    assert refused and after.stdout == "still here\n"


def test_only_files_are_taken_and_nothing_is_written_over_what_the_agent_wrote(sandbox):
    ask = sandbox.workshop.ask

    async def work() -> tuple[Any, ...]:
        await ask({"op": "write", "path": "a.py"}, b"one\n")
        await sandbox.exec(
            ["bash", "-c", "ln -s /etc/passwd link.py; python3 -c 'import os; os.mkfifo(\"pipe.py\")'; mkdir -p d/e findings .git; echo 2 > d/e/b.py; "
             "echo 3 > findings/x.md; echo 4 > .git/c; head -c 2000000 /dev/zero > large.bin; touch $'\\xff.py'; ln -s / d/root"]
        )  # fmt: skip
        first, _, _ = await ask({"op": "changes", "known": {"a.py": "wrong", "gone.py": "x"}})
        skipped, _, _ = await ask({"op": "write", "path": "a.py", "expected": "another"}, b"lost\n")
        kept = await sandbox.read_file("a.py")
        return first, skipped, kept

    first, skipped, kept = asyncio.run(work())
    assert set(first["changed"]) == {"a.py", "d/e/b.py"} and first["gone"] == ["gone.py"]
    assert set(first["left_out"]) == {"link.py", "pipe.py", "large.bin"}
    assert skipped == {"skipped": True} and kept == "one\n"


def test_a_box_that_ends_is_told_and_memory_ends_it(sandbox, monkeypatch):
    monkeypatch.setattr(agents_box, "MEMORY_BYTES", 200 << 20)
    monkeypatch.setattr(agents_box, "LOOK_S", 0.1)

    async def work() -> None:
        watching = asyncio.create_task(sandbox.workshop.watch())
        with pytest.raises(SandboxUnavailableError):
            await sandbox.exec(["python3", "-c", "x = b'1' * (300 << 20); import time; time.sleep(60)"])
        with pytest.raises(SandboxUnavailableError):
            await sandbox.exec(["true"])
        await watching

    asyncio.run(work())


def test_no_program_takes_over_another_by_its_memory_or_leaves_the_order_of_who_goes_first(sandbox):
    code = """
import os
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("mem", "oom_score_adj", "comm"):
        try:
            open(f"/proc/{pid}/{name}", "r+b", buffering=0).close()
            print("written", pid, name)
        except OSError as exc:
            assert "Read-only" in str(exc), exc
print(open("/proc/self/oom_score_adj").read().strip())
"""
    found = asyncio.run(sandbox.exec(["python3", "-c", code]))
    assert found.stdout.split() == ["1000"] and not found.stderr


def test_what_a_box_says_of_its_own_takes_no_memory_without_end(sandbox):
    code = "import os; h = os.open('/proc/2/fd/2', os.O_WRONLY)\nwhile True: os.write(h, b'x' * (1 << 16))"
    found = asyncio.run(sandbox.exec(["python3", "-c", code], timeout=20))
    assert OPENED.box is not None
    assert "not permitted" in found.stderr and os.fstat(OPENED.box.stderr_file).st_size <= 64 << 10
    assert OPENED.box.stderr().startswith("xxxx")


def test_a_box_ends_where_the_machine_has_hardly_any_memory_left(sandbox, monkeypatch):
    monkeypatch.setattr(agents_box, "available_share", lambda: agents_box.LEAST_SHARE / 2)

    async def work() -> None:
        watching = asyncio.create_task(sandbox.workshop.watch())
        with pytest.raises(SandboxUnavailableError):
            await sandbox.exec(["sleep", "60"])
        await watching

    asyncio.run(work())


CHECKS = [name for name in dir(self_check) if name.startswith("test_")]


@pytest.mark.slow
def test_inspects_own_checks_of_a_sandbox_pass(sandbox):
    failed = {}
    by_design = {"test_exec_as_user"}  # a box has one user

    async def one(check: Callable[..., Awaitable[Any]]) -> None:
        await asyncio.wait_for(check(sandbox), 60)

    for name in CHECKS:
        check = getattr(self_check, name)
        if name in by_design or not inspect.iscoroutinefunction(check):
            continue
        try:
            asyncio.run(one(check))
        except Exception as exc:
            failed[name] = f"{type(exc).__name__}: {exc}"[:200]
    assert len(CHECKS) > 20 and not failed, failed
