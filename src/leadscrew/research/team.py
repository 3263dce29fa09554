"""Who researches: from what a person asked for to seats at a desk, the same after a resume."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from leadscrew.agents import coders
from leadscrew.agents.prices import TOKENS, Prices
from leadscrew.agents.spec import check_reachable, is_model, read_spec
from leadscrew.core import task as core
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import BadInput, BudgetError, TaskError
from leadscrew.research.desk import Researcher
from leadscrew.research.group import Group, Member
from leadscrew.research.model import Crew, ModelResearcher, is_local, sweep
from leadscrew.research.person import Person
from leadscrew.research.seat import Allowance, Seat
from leadscrew.research.start import task_of

if TYPE_CHECKING:
    from leadscrew.research.run import Run

REWRITER = "rewriter"
DIRECTION_BYTES = 20_000
MOST = 64
"""Researchers of one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One researcher as it was asked for."""

    name: str
    spec: str
    """`rewriter`, or a model."""
    direction: str = ""
    allowance: Allowance = field(default_factory=Allowance)


def team_of(
    researchers: Sequence[str], directions: Sequence[str], *, workers: int, allowance: Allowance, prices: Path | None
) -> list[Wanted]:
    """The team that a person asked for.  Raises BadInput, BudgetError, MachineError with what to do.

    workers: of each model.  allowance: of all together; the rewriter needs no tokens and no dollars.
    """
    specs = [name for text in researchers for name in ([text] * workers if is_model(text) else [text])]
    models = [name for name in specs if is_model(name)]
    if len(specs) > MOST:
        raise BadInput(f"{len(specs)} researchers, at most {MOST} sit at one desk")
    known = Prices(prices)
    for name in dict.fromkeys(models):
        spec = read_spec(name)
        check_reachable(spec)
        free = spec.provider == "mockllm" or is_local(spec)
        if allowance.cost_usd is not None and not free and known.of(spec.model) is None:
            raise BudgetError(
                f"--cost cannot hold: the price of {name!r} is unknown; give it with --prices FILE "
                '([prices] "NAME" = { input = 3.0, output = 15.0 }, dollars for a million tokens)'
            )
    for name in specs:
        if not is_model(name) and name != REWRITER:
            raise BadInput(
                f"--researcher {name!r}: expected 'rewriter', a model such as anthropic/claude-sonnet-4-5 or "
                f"openai-api/NAME@http://127.0.0.1:PORT/v1, or a coding agent: {', '.join(coders.names())}; others "
                "call the desk: 'leadscrew mcp'"
            )
    lines = [text for given in directions for text in _directions(given)]
    if len(lines) > len(models or specs):
        raise BadInput(
            f"{len(lines)} directions for {len(models or specs)} researchers: add --workers {len(lines)}, or name more "
            "with --researcher"
        )
    share = allowance.share(max(1, len(models)))
    team: list[Wanted] = []
    left = list(lines)
    for name in specs:
        takes = is_model(name) or not models
        team.append(
            Wanted(
                name=_unique(read_spec(name).short if is_model(name) else name, [member.name for member in team]),
                spec=name,
                direction=left.pop(0) if takes and left else "",
                allowance=share if is_model(name) else Allowance(),
            )
        )
    return team


def _directions(given: str) -> list[str]:
    """A line of a person, or the contents of a file, or of each file of a folder."""
    path = Path(given)
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix in (".md", ".txt") and file.is_file())
            if not files:
                raise BadInput(f"--direction {given!r}: the folder holds no .md or .txt file")
        elif path.suffix in (".md", ".txt") and path.is_file():
            files = [path]
        elif given.rstrip().endswith((os.sep, ".md", ".txt")) and " " not in given.strip():
            raise BadInput(f"--direction {given!r}: there is no such folder or file")
        else:
            return [one_line(given, limit=2000)]
        texts = [file.read_bytes()[: DIRECTION_BYTES + 1] for file in files]
    except OSError as exc:
        raise BadInput(f"--direction {given!r}: cannot be read: {exc.strerror}") from exc
    if any(len(text) > DIRECTION_BYTES for text in texts):
        raise BadInput(f"--direction {given!r}: a direction is longer than {DIRECTION_BYTES:,} bytes")
    return [text.decode("utf-8", "replace").strip() for text in texts]


def _unique(name: str, taken: Sequence[str]) -> str:
    name = one_line(name, limit=50)
    number = 1
    while (shown := name if number == 1 else f"{name}#{number}") in taken:
        number += 1
    return shown


def check_asked(ask: Sequence[str]) -> None:
    """Raise BadInput where no tool bears a name that a person wants to be asked about."""
    try:
        core.check_asked(ask, "--ask")
    except TaskError as exc:
        raise BadInput(str(exc)) from exc


def as_plain(team: Sequence[Wanted]) -> list[dict[str, Any]]:
    """The team as the run's first fact has it."""
    return [asdict(member) for member in team]


def researcher_of(
    run: Run, team: Sequence[Mapping[str, Any]], *, rewriter: Researcher, ask: Sequence[str], prices: Path | None,
) -> Group:  # fmt: skip
    """The team at its seats, from the record of the run."""
    wanted = [msgspec.convert(dict(member), Wanted) for member in team]
    crew = Crew(
        task=task_of(run.lab, run.state), prices=Prices(prices), person=Person(run, ask),
        folder=run.lab.folder.resolve() / "sessions" / run.id,
    )  # fmt: skip
    before = earlier_use(run)
    for fact in run.lab.facts(run=run.id, kind="session_started"):
        lead, sign, number = str(fact.body["researcher"]).rpartition("/")
        if sign and number.isdigit():
            crew.workers[lead] = max(crew.workers.get(lead, 0), int(number))
    sweep(run, crew.folder)

    def member(one: Wanted) -> Member:
        def seat(desk: Run) -> Seat:
            made = Seat(desk, one.name, direction=one.direction, allowance=one.allowance)
            if one.name in before:
                made.used.tokens, made.used.cost_usd, made.used.experiments = before[one.name]
            return made

        async def begin(desk: Run, seat: Seat) -> None:
            if is_model(one.spec):
                await ModelResearcher(seat, read_spec(one.spec), crew).research(desk)
            else:
                await rewriter.research(seat)

        return Member(seat=seat, begin=begin)

    return Group([member(one) for one in wanted])


def check_team(started: Mapping[str, Any]) -> None:
    """Raise BadInput or MachineError where a run's researchers could not go on here; nothing is recorded then."""
    for member in started["team"]:
        if is_model(str(member["spec"])):
            check_reachable(read_spec(str(member["spec"])))
    Prices(Path(started["prices"]) if started.get("prices") else None)


def earlier_use(run: Run) -> dict[str, tuple[int, float, int]]:
    """By researcher: tokens, dollars and experiments of earlier sessions of a run; workers' are their lead's, too."""
    tokens: dict[str, list[float]] = {}

    def add(name: str, place: int, amount: float) -> None:
        parts = name.split("/")
        for upto in range(1, len(parts) + 1):
            tokens.setdefault("/".join(parts[:upto]), [0.0, 0.0, 0.0])[place] += amount

    for fact in run.lab.facts(run=run.id, kind="model_call"):
        body = fact.body
        add(body["researcher"], 0, sum(body[name] for name in TOKENS))
        add(body["researcher"], 1, body["cost_usd"] or 0.0)
    if tokens:
        for experiment in run.experiments:
            add(experiment.author, 2, 1)
    return {name: (int(known[0]), known[1], int(known[2])) for name, known in tokens.items()}
