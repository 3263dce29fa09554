"""The command `leadscrew`: which commands there are, and how errors become text and exit codes."""

from __future__ import annotations

import errno
import importlib
import sys
import traceback
from pathlib import Path

import click

from leadscrew.errors import ExitCode, LeadscrewError

COMMANDS = {
    "run": ("run", "Search for a gain on a task, then claim what holds."),
    "resume": ("run", "Go on with a run that was stopped."),
    "try": ("run", "Measure one change by hand against the task's start."),
    "submit": ("submit", "Measure a person's changes, with a clock of their minutes."),
    "suite": ("suite", "The same test for every model: run it, show the series."),
    "show": ("show", "Show the lab, a run or an experiment."),
    "report": ("report", "Write a run's report as one HTML page, PNG beside it."),
    "digest": ("digest", "One page over all runs of a lab for a period."),
    "apply": ("apply", "Put the claimed change into your files."),
    "export": ("export", "Write a claim into one file that others can check."),
    "replicate": ("replicate", "Check a claim from elsewhere and measure it again here."),
    "mcp": ("mcp", "Run a task with MCP clients, such as coding agents, as researchers."),
    "findings": ("findings", "What researchers found, with the lab's numbers."),
    "steer": ("steer", "Say a line to one or all researchers of a run."),
    "stop": ("steer", "Stop one researcher of a run."),
    "approvals": ("steer", "Answer what researchers wait for."),
    "pause": ("control", "Stop all work in the lab, and see that it stopped."),
    "lift": ("control", "Let a paused lab go on."),
    "verify": ("control", "Check the chain of facts and rebuild every view from it."),
    "succeed": ("succeed", "Train the researcher's next generation, prove it, sign it."),
    "task": ("task", "Make, check and list tasks."),
    "doctor": ("doctor", "Say what works on this machine and what to do about the rest."),
}
EPILOG = """\b
Example:
  leadscrew run hello          # a few seconds: search, reduce, claim
  leadscrew report r1          # one page with everything that was tried
\b
Exit codes: 0 done, 1 the answer is no, 2 usage or bad input, 3 paused or stopped by a person,
4 this machine cannot do it, 5 the record does not verify, 6 the run was halted and waits for a person."""


class LazyGroup(click.Group):
    """Commands by name; the module of one is imported when that one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"leadscrew.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="leadscrew", message="%(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """A virtual AI lab: give it a task with fixed checks, and it proves what it gained.

    Without a command it says what one can do in this folder.
    """
    if ctx.invoked_subcommand is None:
        from leadscrew.cli.here import say_what_can_be_done

        say_what_can_be_done(Path.cwd())


def main() -> None:
    """Run the command and end the process with one of the closed list of exit codes."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line; errors go to standard error as text."""
    try:
        result = cli.main(arguments, prog_name="leadscrew", standalone_mode=False)
        return result if isinstance(result, int) else ExitCode.DONE
    except LeadscrewError as exc:
        try:
            from leadscrew.cli.options import say  # what only a failure needs

            say(f"leadscrew: {exc}", err=True)
        except (MemoryError, ImportError):
            click.echo(f"leadscrew: {exc}", err=True)
        return exc.exit_code
    except click.exceptions.NoArgsIsHelpError as exc:
        click.echo(exc.ctx.get_help() if exc.ctx else "", err=True)
        return ExitCode.BAD_INPUT
    except click.ClickException as exc:
        exc.show()
        return ExitCode.BAD_INPUT
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("leadscrew: stopped", err=True)
        return ExitCode.STOPPED
    except SystemExit:  # click's answer to a reader of standard output that went away
        return ExitCode.DONE
    except RecursionError as exc:
        click.echo(f"leadscrew: input is nested too deeply: {exc}", err=True)
        return ExitCode.BAD_INPUT
    except Exception as exc:
        if short_of_memory(exc):
            click.echo(
                "leadscrew: out of memory on this machine; the record keeps all that was finished, and "
                "'leadscrew resume' goes on with an open run",
                err=True,
            )
            return ExitCode.MACHINE
        traceback.print_exc()
        click.echo("leadscrew: this is a fault in leadscrew itself; the record keeps all that was finished", err=True)
        return ExitCode.MACHINE


def short_of_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, is the operating system's refusal to give memory, under any name."""
    while error is not None:
        refused = isinstance(error, OSError) and error.errno == errno.ENOMEM
        unmapped = isinstance(error, ImportError) and any(
            words in str(error) for words in ("failed to map", "annot allocate memory")
        )
        if isinstance(error, MemoryError) or refused or unmapped or "can't start new thread" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
