"""`mcp`: a run whose researchers are MCP clients, such as a coding agent."""

from __future__ import annotations

import importlib.util
import secrets
import socket
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import click

from leadscrew.cli.options import complete_tasks, halt_option, lab_option, open_lab
from leadscrew.cli.run import Duration, carried_on, refuse_when_paused
from leadscrew.errors import BadInput, ExitCode, MachineError
from leadscrew.research.lookout import check_rules
from leadscrew.research.start import default_slots, new_run
from leadscrew.sources.labfile import all_asked, asked_in
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab

TOKEN_FILE = "mcp-token"


@click.command(
    "mcp",
    epilog="\b\nExample:\n  claude mcp add leadscrew -- leadscrew mcp ./my-task --budget 1h\n"
    "  leadscrew mcp ./my-task --http 127.0.0.1:0",
)
@click.argument("task", shell_complete=complete_tasks)
@click.option("--budget", type=Duration(), help="Wall-clock time of the whole run  [default: the task's]")
@click.option("--experiments", type=click.IntRange(1), help="At most so many experiments of each client.")
@click.option("--http", metavar="HOST:PORT", help="Serve over HTTP, to several clients  [default: one, on stdin]")
@click.option("--direction", default="", help="Where the clients should look.")
@click.option("--ask", multiple=True, metavar="TOOL", help="Calls of this tool wait for a person; all: of any.")
@halt_option
@lab_option
def mcp_command(
    task: str, budget: float | None, experiments: int | None, http: str | None, direction: str, ask: tuple[str, ...],
    halt_on: tuple[str, ...], lab_folder: Path,
) -> int:  # fmt: skip
    """Run TASK with MCP clients as its researchers: each gets the desk as tools, and a scratch copy of its own.

    The run ends with a claim when every client has left or said that it is finished, or the budget is over. Over HTTP
    clients need the token that is written into the lab's folder.
    """
    for package in ("mcp", "uvicorn"):
        if importlib.util.find_spec(package) is None:
            raise MachineError(f"the package {package!r} is not installed: pip install 'leadscrew[mcp]'")
    from leadscrew.mcp.clients import Clients
    from leadscrew.research.team import check_asked

    subject = read_task(task)
    check_asked(ask)
    check_rules(halt_on)
    place = _place(http) if http is not None else None
    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    asked = all_asked(ask, subject.ask, asked_in(lab.folder))
    token = secrets.token_urlsafe(24)
    with lab.running():
        if place is not None:
            file = lab.folder / TOKEN_FILE
            with suppress(FileNotFoundError):
                file.unlink()
            file.touch(mode=0o600)
            file.write_text(f"{token}\n")
            click.echo(f"clients send 'Authorization: Bearer TOKEN'; the token is in {file}", err=True)
        run = new_run(
            lab, subject, budget_s=budget or subject.budget.wall_s, experiments=subject.budget.experiments, seed=0,
            researcher="mcp", slots=default_slots(), ask=asked,
            watching={"halt_on": list(halt_on)} if halt_on else None,
        )  # fmt: skip
        clients = Clients(
            experiments=experiments,
            direction=direction,
            ask=asked,
            place=place,
            token=token,
            say=lambda text: click.echo(text, err=True),
        )
        code = carried_on(lab, run, clients.work, as_json=False, told_apart=True)
    if code == ExitCode.STOPPED and place is None and clients.have_left:
        _claim_apart(lab, run)
    return code


def _claim_apart(lab: Lab, run: str) -> None:
    """Have the claim made by a process of its own: a client that leaves ends the server that it started."""
    with open(lab.folder / f"{run}-claim.log", "ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", "leadscrew", "resume", run, "--lab", str(lab.folder.resolve())],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    click.echo(f"leadscrew: the client has left; the claim goes on apart: leadscrew show {run}", err=True)


def _place(text: str) -> tuple[str, int]:
    host, sign, port = text.rpartition(":")
    if not sign or not port.isdigit() or int(port) > 65535:
        raise BadInput(f"--http {text!r}: expected HOST:PORT, such as 127.0.0.1:8765")
    if host not in ("127.0.0.1", "localhost", "::1", "[::1]"):
        raise BadInput(f"--http {text!r}: only this machine's own addresses are served: 127.0.0.1:{port}")
    host = host.strip("[]")
    try:
        with closing(
            socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        ):
            return host, int(port)
    except OSError as exc:
        raise MachineError(
            f"--http {text!r}: cannot be served: {exc.strerror}; another port, or 0 for a free one"
        ) from exc
