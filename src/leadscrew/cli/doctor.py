"""`doctor`: what works on this machine, by trying it, and what to do about the rest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from leadscrew.cli.options import json_option
from leadscrew.core.task import Entry, Limits
from leadscrew.errors import ExitCode, LeadscrewError
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.worker import End, Job, WarmWorker

SOURCE = b"""
import ctypes, os, socket, time
def probe(problem):
    return globals()[problem["what"]]()
def network():
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except PermissionError:
        return "refused by the system call filter"
    except OSError:
        return "no network in the box"
    return ""
def files():
    seen = any(os.path.exists(path) for path in ("/etc/passwd", "/home", "/root"))
    return "" if seen else "the host's files are not mounted"
def environment():
    return "" if set(os.environ) & {"USER", "SHELL", "PWD", "LOGNAME"} else "none of the host's variables"
def privileges():
    status = open("/proc/self/status").read()
    closed = "CapEff:\\t0000000000000000" in status and ctypes.CDLL(None).unshare(0x10000000)
    return "no capability, user namespaces closed" if closed else ""
def filter():
    return "seccomp" if "Seccomp:\\t2" in open("/proc/self/status").read() else ""
def memory():
    try:
        b"x" * (1 << 31)
    except MemoryError:
        return "RLIMIT_AS for each process; a watchdog over the sum"
    return ""
def processes():
    count = 0
    try:
        for count in range(100):
            if os.fork() == 0:
                time.sleep(5)
                os._exit(0)
    except OSError:
        return "RLIMIT_NPROC inside the box (%d forks)" % count
    return ""
def disk():
    try:
        with open("/tmp/big", "wb") as file:
            for _ in range(64):
                file.write(bytes(1 << 20))
    except OSError:
        return "private /tmp of limited size"
    return ""
def cores():
    try:
        os.sched_setaffinity(0, range(os.cpu_count()))
    except PermissionError:
        return "one core, cannot be widened"
    return ""
"""
PROBES = ("network", "files", "environment", "privileges", "filter", "memory", "processes", "disk", "cores")
APPARMOR = """Ubuntu 24.04 and later keep programs from making user namespaces unless a profile allows it. As root:
  printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\n\
profile bwrap /usr/bin/bwrap flags=(unconfined) {\\n  userns,\\n}\\n' \\
    > /etc/apparmor.d/bwrap && systemctl reload apparmor"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was tried."""

    what: str
    holds: bool
    by: str
    """What it holds by, or what went wrong."""
    mend: str = ""


@click.command("doctor", epilog="\b\nExample:\n  leadscrew doctor --json")
@json_option
def doctor_command(as_json: bool) -> int:
    """Try the box and its limits on this machine, and say what to do about what does not hold."""
    findings = [bubblewrap(), *box(), cores(), plots(), models(), agents(), clients()]
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(finding) for finding in findings]))
    else:
        for finding in findings:
            sign = "ok  " if finding.holds else "none" if finding.what in EXTRAS else "FAIL"
            click.echo(f"{sign} {finding.what:<12} {finding.by}")
            if finding.mend and not finding.holds:
                click.echo(f"     {finding.mend}")
    needed = [finding for finding in findings if finding.what not in EXTRAS]
    return ExitCode.DONE if all(finding.holds for finding in needed) else ExitCode.MACHINE


EXTRAS = ("plots", "slots", "models", "agents", "mcp")
"""What a lab does without."""


def models() -> Finding:
    """Which providers of models could a session reach?"""
    import importlib.util

    from leadscrew.agents.spec import PROVIDERS, WITHOUT_KEY

    if importlib.util.find_spec("inspect_ai") is None:
        return Finding(
            what="models", holds=False, by="inspect_ai is not installed", mend="pip install 'leadscrew[agents]'"
        )
    keyed = sorted(name for name, known in PROVIDERS.items() if any(os.environ.get(key) for key in known.keys))
    ready = [name for name in keyed if importlib.util.find_spec(PROVIDERS[name].package.partition(".")[0]) is not None]
    lacking = [f"{name} needs pip install {PROVIDERS[name].package}" for name in keyed if name not in ready]
    by = f"keys for {', '.join(ready)}" if ready else "no provider's key is set in the environment"
    return Finding(what="models", holds=bool(ready), by="; ".join([by, *lacking]), mend=WITHOUT_KEY)


def agents() -> Finding:
    """Which coding agents could be put into a box?"""
    import importlib.util

    from leadscrew.agents.coders import coder, names
    from leadscrew.sandbox.agent_box import agent_program, missing_tools

    if importlib.util.find_spec("inspect_swe") is None:
        return Finding(
            what="agents", holds=False, by="inspect_swe is not installed", mend="pip install 'leadscrew[agents]'"
        )
    ready, lacking, mends = [], [], []
    for name in names():
        known = coder(name)
        path = known.find()
        try:
            if path is None:
                lacking.append(f"{name} is not here")
                mends.append(known.install)
            else:
                agent_program(known.program, path)
                ready.append(name)
        except LeadscrewError as exc:
            lacking.append(str(exc))
    if missing := missing_tools():
        ready, lacking = [], [*lacking, f"their box needs {', '.join(missing)}"]
    by = "; ".join([f"--researcher {' or '.join(ready)}" if ready else "none can be started", *lacking])
    return Finding(what="agents", holds=bool(ready), by=by, mend="; ".join(mends))


def clients() -> Finding:
    """Can coding agents come through the door?"""
    import importlib.util

    missing = [name for name in ("mcp", "uvicorn") if importlib.util.find_spec(name) is None]
    return Finding(
        what="mcp", holds=not missing, by=f"missing: {', '.join(missing)}" if missing else "leadscrew mcp TASK",
        mend="pip install 'leadscrew[mcp]'",
    )  # fmt: skip


def bubblewrap() -> Finding:
    """Is bubblewrap there, and new enough?"""
    path = shutil.which("bwrap")
    mend = "sudo apt-get install -y bubblewrap"
    if path is None:
        return Finding(what="bubblewrap", holds=False, by="not on this machine", mend=mend)
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split()[-1:] or [
        "0"
    ]
    numbers = tuple(int(part) for part in version[0].split(".")[:2] if part.isdigit())
    if numbers < (0, 8):
        return Finding(what="bubblewrap", holds=False, by=f"version {version[0]}, expected 0.8 or later", mend=mend)
    return Finding(what="bubblewrap", holds=True, by=f"version {version[0]}")


def box() -> list[Finding]:
    """Start a box and try each guard from the inside."""
    limits = Limits(wall_s=10, cpu_s=10, memory_mb=256, processes=8, disk_mb=8, answer_mb=1)
    worker = WarmWorker(Entry(call="main:probe"), limits, lab_mark="doctor")
    findings = []
    try:
        for name in PROBES:
            job = Job(files={"main.py": SOURCE}, mode="call", problem=plain.encoded({"what": name}))
            outcome = worker.run(job, cut_s=None, stop=lambda: None)
            by = str(plain.decode(outcome.answer))[:200] if outcome.end is End.ANSWER else ""
            findings.append(
                Finding(
                    what=name, holds=bool(by), by=by or f"does not hold ({outcome.end}) {outcome.text[-200:]}".strip()
                )
            )
    except LeadscrewError as exc:
        findings.append(Finding(what="box", holds=False, by=str(exc), mend=APPARMOR if restricted() else ""))
    finally:
        worker.close()
    user = "as root, the boxes as an unprivileged user" if os.geteuid() == 0 else "as an ordinary user"
    return [*findings, Finding(what="user", holds=True, by=user)]


def restricted() -> bool:
    """Whether AppArmor keeps unprivileged programs from user namespaces."""
    try:
        return Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").read_text().strip() == "1"
    except OSError:
        return False


def cores() -> Finding:
    """Two cores keep the bench apart from everything else."""
    count = len(os.sched_getaffinity(0))
    return Finding(
        what="slots", holds=count > 1, by=f"{count} usable, bench slots: {max(1, count - 1)}",
        mend="with one core the bench shares it with everything else: timings are noisier and need more pairs",
    )  # fmt: skip


def plots() -> Finding:
    """Are the report's libraries installed?"""
    import importlib.util

    missing = [name for name in ("altair", "vl_convert", "jinja2") if importlib.util.find_spec(name) is None]
    return Finding(
        what="plots", holds=not missing,
        by="altair and vl-convert" if not missing else f"missing: {', '.join(missing)}",
        mend="pip install 'leadscrew[report]'",
    )  # fmt: skip
