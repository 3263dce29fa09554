"""What a person sees while a run goes: a calm live view, plain lines, or JSON lines. All are fed by the same facts."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from statistics import median
from typing import Any, Protocol, Self

import click
import msgspec
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from leadscrew.bench.yardstick import yardstick_of
from leadscrew.cli import words
from leadscrew.core.experiment import Effect, Pair, Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.research.halting import halted_words
from leadscrew.research.run import Run
from leadscrew.research.state import effect_against_start

LAST, SEATS = 6, 8


class View(Protocol):
    """Something that follows a run."""

    def on(self, kind: str, body: Mapping[str, Any]) -> None:
        """One fact was recorded."""
        ...

    def attach(self, run: Run) -> None:
        """The run that is followed."""
        ...

    def aside(self) -> AbstractContextManager[None]:
        """While it lasts somebody else writes to the terminal."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class Following:
    """What every view keeps of a run."""

    run: Run

    def __init__(self) -> None:
        self.phase = "starting"
        self.counts: Counter[str] = Counter()
        self.gains: list[float] = []
        self.current = ""
        self.last: deque[tuple[int, str, Effect | None, str, str]] = deque(maxlen=LAST)
        self.hypotheses: dict[int, str] = {}
        self.note = ""
        self.plan: list[str] = []
        self.claimed: Effect | None = None

    def attach(self, run: Run) -> None:
        """Take what the record already holds."""
        self.run = run
        self.counts.update({verdict: n for verdict, n in run.lab.verdicts(run.id).items() if verdict is not None})
        for experiment in run.state.experiments.since(max(1, len(run.state.experiments) - LAST - run.slots)):
            if experiment.decision is not None:
                decision = experiment.decision
                self.last.append(
                    (experiment.number, decision.verdict, decision.effect, experiment.hypothesis, decision.reason)
                )
            else:
                self.hypotheses[experiment.number] = experiment.hypothesis
                self.current = f"#{experiment.number} {experiment.hypothesis}"
        if run.state.noise is not None and run.state.needs is not None:
            self._noise({**asdict(run.state.noise), "needs": run.state.needs})
            self.plan = words.plan_lines(run.state.plan) if run.state.plan else []
            self.phase = "going on"

    def take(self, kind: str, body: Mapping[str, Any]) -> None:
        """Update from one fact."""
        match kind:
            case "waiting":
                self.phase = f"waiting: others use {body['busy_share']:.0%} of the bench's core"
            case "busy":
                self.note = f"the machine stayed busy ({body['busy_share']:.0%} of the core); gains need more pairs"
            case "short_budget":
                self.note = (
                    f"a claim may take {words.duration(body['claim_s'])}: unless the gain is large this budget is "
                    f"too short for one; {words.duration(body['needed_s'])} would do"
                )
            case "noise_pair":
                self.phase = "measuring the noise: the start against itself"
                self._pair(body, "start against itself")
            case "noise":
                self._noise(body)
            case "tests":
                self.phase = f"its own tests: {body['count']} have to pass, {words.trial_time(body['wall_s'])}"
            case "plan":
                self.plan = words.plan_lines(body)
            case "candidate":
                self.phase = "searching"
                self.hypotheses[body["number"]] = body["hypothesis"]
                self.current, self.gains = f"#{body['number']} {body['hypothesis']}", []
            case "trial":
                self.phase = "searching"
            case "pair":
                self._pair(body, f"#{body['number']} {self.hypotheses.get(body['number'], '')}")
            case "verdict":
                self.counts[body["verdict"]] += 1
                effect = msgspec.convert(body["effect"], Effect) if body["effect"] else None
                effect = words.shown(body["verdict"], effect)
                hypothesis = self.hypotheses.pop(body["number"], "")
                self.last.append((body["number"], body["verdict"], effect, hypothesis, body["reason"]))
            case "search_over":
                self.current, self.gains = "", []
            case "reduction_pair":
                self.phase = "reducing the change to the smallest that keeps the gain"
                self._pair(body, "without one of the hunks")
            case "claim_pair":
                self.phase = f"claiming (attempt {body['attempt']}): fresh problems, {body['kind'].replace('_', ' ')}"
                self._pair(body, "champion against the start")
            case "claim":
                self.phase = "claimed" if body["gain"] else "claim failed"
                if body["gain"]:
                    self.claimed = msgspec.convert(body["evidence"][0]["effect"], Effect)
            case "note":
                self.note = body["text"]
            case "session_ended" if not body["ok"]:
                self.note = f"{body['account']['researcher']}: {body['reason']}"
            case "halt":
                self.phase = f"{halted_words(body['who'], body['reason'])}; it waits for a person"
            case "alarm":
                self.note = words.alarm(body)
            case "standing_still":
                self.phase = f"paused: {body['boxes']} boxes alive; 'leadscrew lift' lets it go on"
            case "going_on":
                self.phase = "going on"
            case _:
                pass

    def _pair(self, body: Mapping[str, Any], what: str) -> None:
        if what != self.current:
            self.current, self.gains = what, []
        pair = msgspec.convert(body["pair"], Pair)
        if not (pair.new.failed or pair.old.failed):
            self.gains.append(yardstick_of(self.run.task.metric).gain(pair))

    def _noise(self, body: Mapping[str, Any]) -> None:
        needs = body["needs"]["pairs_in_search"]
        start, span = f"start {words.trial_time(body['median_s'])} a trial", self.run.state.settings.span
        if span is None:
            self.note = (
                f"{start}, noise {body['scale']:.1%} a pair: a gain of 5 % "
                f"needs about {needs['0.05']} pairs, 50 % about {needs['0.5']}"
            )
        else:
            mean, claim = body.get("quality_mean"), body["needs"]["pairs_in_claim"]
            scores = "" if mean is None else f", scores {mean:.4g}"
            self.note = (
                f"{start}{scores}, against itself {body['scale'] * abs(span):.2g} apart: a gain of {abs(span) / 20:g} "
                f"needs about {needs['0.05']} pairs in search and {claim['0.05']} in a claim"
            )
        self.gains, self.current = [], ""

    def champion(self) -> tuple[Effect | None, int]:
        """The champion's factor against the start, unproven, and its number."""
        number = self.run.state.champion
        return effect_against_start(self.run.state, number), number

    def aside(self) -> AbstractContextManager[None]:
        """See View."""
        return nullcontext()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None


class JsonView(Following):
    """Events as JSON lines on standard output."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self.name = run

    def on(self, kind: str, body: Mapping[str, Any]) -> None:
        """One line for each fact; attempts of claims are `claim_attempt`, the last line of a run is `claim`."""
        event = "claim_attempt" if kind == "claim" else kind
        click.echo(json.dumps({"event": event, "run": self.name, **msgspec.to_builtins(dict(body))}))


class PlainView(Following):
    """Plain lines on standard error, for pipes and logs."""

    def on(self, kind: str, body: Mapping[str, Any]) -> None:
        """A line for what a person would want to read later."""
        before = self.phase
        self.take(kind, body)
        if self.phase != before and not self.phase.startswith("searching"):
            self._say(self.phase)
        if kind in ("noise", "busy", "short_budget", "note", "alarm"):
            self._say(self.note)
        elif kind == "session_started":
            self._say(f"{body['researcher']}: session {body['session']} begins with {body['model']}")
        elif kind == "session_ended":
            told = words.account(body["account"])
            self._say(f"{body['account']['researcher']}: session {body['session']} ended: {body['reason']} ({told})")
        elif kind == "plan":
            for line in self.plan:
                self._say(f"plan: {line}")
        elif kind == "verdict":
            number, verdict, effect, hypothesis, reason = self.last[-1]
            told = f"{words.factor(effect)} {words.interval(effect)}".strip() if effect else ""
            about = f"  ({one_line(reason.splitlines()[-1], limit=100)})" if reason.strip() else ""
            self._say(f"#{number} {words.SIGNS[Verdict(verdict)]} {told}  {hypothesis}{about}")
        elif kind == "champion":
            effect, number = self.champion_after(body)
            self._say(
                f"champion #{number}: {words.factor(effect)} {words.interval(effect)} against the start, unproven"
            )

    def champion_after(self, body: Mapping[str, Any]) -> tuple[Effect | None, int]:
        """The champion is only entered after its fact was told, so the last effect is multiplied in here."""
        before, _ = self.champion()
        effect = self.last[-1][2]
        if before is None or effect is None:
            return effect, body["number"]
        return (
            Effect(factor=before.factor * effect.factor, low=0.0, high=None, level=effect.level, span=effect.span),
            body["number"],
        )

    def _say(self, text: str) -> None:
        click.echo(f"[{words.duration(self.run.spent_s())}] {text}", err=True)


class LiveView(Following):
    """One calm picture that is drawn anew four times a second."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__()
        self.console = console or Console(stderr=True)
        self.live: Live | None = None

    def on(self, kind: str, body: Mapping[str, Any]) -> None:
        """Remember; the picture is drawn by the clock."""
        self.take(kind, body)

    def __enter__(self) -> Self:
        self._begin()
        return self

    def _begin(self) -> None:
        self.live = Live(console=self.console, refresh_per_second=4, get_renderable=self.picture)
        self.live.start()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The picture stays as it is; another is drawn below what was written meanwhile."""
        if self.live is not None:
            self.live.stop()
        try:
            yield
        finally:
            if self.live is not None:
                self._begin()  # the old one would draw over it

    def __exit__(self, *error: object) -> None:
        if self.live is not None:
            self.live.__exit__(None, None, None)

    def picture(self) -> RenderableType:
        """Budget, champion, counts, what is measured now, the last verdicts."""
        width = min(self.console.width, 110)
        settings, spent = self.run.state.settings, self.run.spent_s()
        head = Text.assemble(
            ("leadscrew ", "bold"),
            f"{self.run.id}  ",
            (settings.task, "bold cyan"),
            f"  {self.phase}",
            overflow="ellipsis",
            no_wrap=True,
        )
        left = max(0.0, settings.budget_s - spent)
        bar = Table.grid(padding=(0, 1))
        bar.add_row(
            ProgressBar(total=settings.budget_s, completed=min(spent, settings.budget_s), width=max(10, width - 40)),
            f"{words.duration(spent)} of {words.duration(settings.budget_s)}, {words.duration(left)} left",
        )
        rows: list[RenderableType] = [head, bar, self._champion(), self._counts(), self._now(width)]
        if self.note:
            rows.append(Text(self.note, style="dim", overflow="ellipsis", no_wrap=True))
        rows += [Text(f"plan       {line}", style="dim") for line in self.plan]
        rows += [
            Text(
                f"{seat.name:<10} {words.account(seat.account())}, left: {seat.left()}",
                no_wrap=True,
                overflow="ellipsis",
            )
            for seat in self.run.seats[:SEATS]
        ]
        rows.append(self._verdicts(width))
        return Group(*rows)

    def _champion(self) -> Text:
        effect, number = self.champion()
        if self.claimed is not None:
            return Text.assemble(
                "claim      ", (words.factor(self.claimed), "bold green"),
                f" {words.interval(self.claimed)} against the start, on fresh problems",
                no_wrap=True, overflow="ellipsis",
            )  # fmt: skip
        if effect is None:
            known = "" if self.run.state.settings.span is not None else ", 1.00x"
            return Text(f"champion   the start{known}", no_wrap=True)
        return Text.assemble(
            "champion   ", (words.factor(effect), "bold green"), f" {words.interval(effect)} against the start ",
            ("unproven", "yellow"), f"  (#{number})", no_wrap=True, overflow="ellipsis",
        )  # fmt: skip

    def _counts(self) -> Text:
        text = Text("verdicts   ", no_wrap=True, overflow="ellipsis")
        for verdict in Verdict:
            if self.counts[verdict]:
                text.append(f"{self.counts[verdict]} {words.SIGNS[verdict]}   ", words.STYLES[verdict])
        if not self.counts:
            text.append("none yet", "dim")
        return text

    def _now(self, width: int) -> Text:
        if not self.current:
            return Text("measuring  -", style="dim")
        gains = list(self.gains)  # the run's thread changes it
        middle = words.amount(median(gains), self.run.state.settings.span) if gains else ""
        pairs = f"{len(gains)} pairs, {middle}   " if gains else "first trial   "
        return Text(f"measuring  {pairs}{self.current}", no_wrap=True, overflow="ellipsis")

    def _verdicts(self, width: int) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), width=width)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for number, verdict, effect, hypothesis, _ in tuple(self.last):  # the run's thread adds to it
            style = words.STYLES[Verdict(verdict)]
            table.add_row(
                f"#{number}", Text(words.SIGNS[Verdict(verdict)], style=style), words.factor(effect), Text(hypothesis)
            )
        return table
