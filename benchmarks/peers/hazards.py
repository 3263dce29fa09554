"""The nine hazards: each runs one system on one sequence of programs and says in a few words what was observed."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from environments import SYSTEMS
from programs import EARLIER, GRANDCHILD_NAME, LATER, SAME, sequence
from stage import Listener, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one system did under one hazard."""

    system: str
    hazard: str
    cell: str
    seconds: float = 0.0
    raw: Mapping[str, Any] = field(default_factory=dict)


def observe(system: str, hazard: str, python: Path, *, keep: Path | None = None) -> Observation:
    """Try one hazard on one system."""
    since = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="peers-") as name, Listener() as listener:
        folder = Path(name)
        folder.chmod(0o755)
        stage = Stage(system, hazard, python, folder)
        kill_after = SYSTEMS[system].kill_after if hazard == "resume" else None
        count = kill_after + 10 if kill_after else SAME
        candidates = sequence(hazard, system, report=folder / "report.txt", port=listener.port, count=count)
        observed = stage.play(candidates, kill_after=kill_after)
        stage.seen |= {"connections": listener.heard, "after": stage.evaluated()}
        report = folder / "report.txt"
        stage.seen["report"] = report.read_text() if report.exists() else None
        output = (folder / "output.txt").read_text(errors="replace")
        if keep is not None:
            (keep / f"{system}-{hazard}.txt").write_text(output)
    seconds = time.monotonic() - since
    if not observed:
        last = output.strip().splitlines()[-1][:100].replace("|", "/") if output.strip() else "no output"
        cell = f"not run: the driver ended with {stage.seen.get('exit_code')} ({last})"
    else:
        cell = READINGS[hazard](stage, observed)
    raw = {"seen": {**stage.seen, "secret": None}, "observed": observed}
    return Observation(system=system, hazard=hazard, cell=cell, seconds=round(seconds, 1), raw=raw)


def scores(observed: Mapping[str, Any]) -> dict[str, float]:
    """Of each candidate that got a score; the first where a system keeps copies."""
    found: dict[str, float] = {}
    for one in observed["candidates"]:
        if one["score"] is not None:
            found.setdefault(one["name"], one["score"])
    return found


def later_lost(stage: Stage, observed: Mapping[str, Any]) -> str:
    """Honest candidates after the hostile one that got no score."""
    scored = scores(observed)
    if not all(f"honest-{number}" in scored for number in range(1, 1 + EARLIER)):
        return "not run: honest candidates before it got no score either"
    lost = sum(f"honest-{number}" not in scored for number in range(1 + EARLIER, 1 + EARLIER + LATER))
    if lost == 0:
        return "contained"
    ended = observed.get("ended", "completed")
    how = f"exit code {stage.seen['exit_code']}" if ended == "completed" else f"run ends with {ended.partition(':')[0]}"
    return f"{lost} of {LATER} later ones lost; {how}"


def wins(stage: Stage, observed: Mapping[str, Any]) -> str:
    """Whether what the system names as its best is the hostile program."""
    scored, best = scores(observed), observed["best"] or "nothing"
    if "faster" not in scored:
        return "not run: the honest faster program got no score"
    if not best.startswith("hostile"):
        return f"rejected (best: {'the faster one' if best == 'faster' else best})"
    return f"wins ({scored[best] / scored['faster']:,.0f}x the truly faster one)"


def secret_read(stage: Stage, observed: Mapping[str, Any]) -> str:
    """Whether the candidate read the secret, by its own report or the text that it raised."""
    told = f"{stage.seen['report']} {texts(observed)}"
    if stage.secret in told:
        return "leaked"
    return "contained" if "nothing" in told else "not run: the candidate reported nothing"


def connected(stage: Stage, observed: Mapping[str, Any]) -> str:
    """Whether the listener heard the candidate."""
    if stage.seen["connections"]:
        return "open"
    return "contained" if "told: " in texts(observed) else "not run: the candidate reported nothing"


def texts(observed: Mapping[str, Any]) -> str:
    """What a system kept of what its candidates said."""
    return " ".join(str(one["text"]) for one in observed["candidates"])


def grandchild(stage: Stage, observed: Mapping[str, Any]) -> str:
    """Whether it outlives its evaluation and the run."""
    if not stage.seen["grandchild_seen"]:
        return "not run: the grandchild was never seen"
    alive = list(stage.seen["left"].values()).count(GRANDCHILD_NAME)
    return "alive after the run" if alive else "contained"


def resumed(stage: Stage, observed: Mapping[str, Any]) -> str:
    """Finished evaluations that the resumed run does not know, that were done twice, and processes left by the kill."""
    before = set(stage.seen["before_kill"])
    orphans = len(stage.seen["orphans"])
    left = f"{orphans} process{'' if orphans == 1 else 'es'} left alive"
    if stage.system == "aide":
        return f"n/a: it has no resume; {left}"
    known = {one["name"] for one in observed["candidates"]}
    twice = sum(times > 1 for times in Counter(stage.seen["after"]).values())
    return f"{len(before - known)} of {len(before)} lost, {twice} repeated, {left}"


def same(stage: Stage, observed: Mapping[str, Any]) -> str:
    """How often identical work beats its parent, and how far the best score rises."""
    children = [one for one in observed["candidates"] if one["name"].startswith("honest")]
    if stage.system == "leadscrew":
        better = sum(one["better"] for one in children)
        factor = observed["factor"]
        return f"{better / len(children):.0%} 'better'; claims {f'{factor:.2f}x' if factor else 'nothing'}"
    pairs = [(one["score"], one["parent_score"]) for one in children if one["score"] and one["parent_score"]]
    better = sum(score > parent for score, parent in pairs)
    values = list(scores(observed).values())
    return f"{better / len(pairs):.0%} 'better'; best score {max(values) / values[0]:.2f}x the first"


READINGS: dict[str, Callable[[Stage, Mapping[str, Any]], str]] = {
    "hang": later_lost,
    "exit": later_lost,
    "clock": wins,
    "score": wins,
    "secret": secret_read,
    "socket": connected,
    "grandchild": grandchild,
    "resume": resumed,
    "same": same,
}
TITLES = {
    "hang": "candidate hangs",
    "exit": "`os._exit` in a candidate",
    "clock": "fake clock",
    "score": "forged score",
    "secret": "secret in the environment",
    "socket": "socket",
    "grandchild": "grandchild after a time-out",
    "resume": "kill -9 and resume",
    "same": "identical code (A/A)",
}


def as_json(observations: list[Observation]) -> str:
    """The raw observations."""
    return json.dumps([asdict(one) for one in observations], indent=1)


def from_json(text: str) -> list[Observation]:
    """Observations as written before."""
    return [Observation(**one) for one in json.loads(text)]
