"""The nine hazards: each runs one system on one sequence of programs; a cell says in a few words what was observed."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from environments import SYSTEMS
from programs import EARLIER, GRANDCHILD_NAME, LATER, SAME, sequence
from stage import Listener, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one system did under one hazard."""

    system: str
    hazard: str
    seconds: float
    seen: Mapping[str, Any]
    """From outside: processes, connections, files, exit codes."""
    observed: Mapping[str, Any]
    """The system's own record, as its driver wrote it down; empty where the driver did not get so far."""

    @property
    def cell(self) -> str:
        """In a few words."""
        if not self.observed:
            last = str(self.seen["last"]).replace("|", "/")
            return f"not run: the driver ended with {self.seen['exit_code']} ({last})"
        return READINGS[self.hazard](self)

    @property
    def scores(self) -> dict[str, float]:
        """Of each candidate that got a score; the first where a system keeps copies."""
        found: dict[str, float] = {}
        for one in self.observed["candidates"]:
            if one["score"] is not None:
                found.setdefault(one["name"], one["score"])
        return found

    @property
    def texts(self) -> str:
        """What the system kept of what its candidates said."""
        return " ".join(str(one["text"]) for one in self.observed["candidates"])


def observe(system: str, hazard: str, python: Path, *, keep: Path | None = None) -> Observation:
    """Try one hazard on one system."""
    since = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="peers-") as name, Listener() as listener:
        folder = Path(name)
        folder.chmod(0o755)
        report = folder / "report.txt"
        stage = Stage(system, hazard, python, folder)
        kill_after = SYSTEMS[system].kill_after if hazard == "resume" else None
        count = kill_after + 10 if kill_after else SAME
        candidates = sequence(hazard, system, report=report, port=listener.port, count=count)
        observed = stage.play(candidates, kill_after=kill_after)
        output = (folder / "output.txt").read_text(errors="replace")
        stage.seen |= {
            "connections": listener.heard,
            "evaluated": stage.evaluated(),
            "report": report.read_text() if report.exists() else None,
            "secret": stage.secret,
            "last": (output.strip().splitlines() or ["no output"])[-1][:100],
        }
    if keep is not None:
        (keep / f"{system}-{hazard}.txt").write_text(output)
    seconds = round(time.monotonic() - since, 1)
    return Observation(system=system, hazard=hazard, seconds=seconds, seen=stage.seen, observed=observed)


def later_lost(at: Observation) -> str:
    """Honest candidates after the hostile one that got no score."""
    if not all(f"honest-{number}" in at.scores for number in range(1, 1 + EARLIER)):
        return "not run: honest candidates before it got no score either"
    lost = sum(f"honest-{number}" not in at.scores for number in range(1 + EARLIER, 1 + EARLIER + LATER))
    if lost == 0:
        return "contained"
    ended = at.observed.get("ended", "completed")
    how = f"exit code {at.seen['exit_code']}" if ended == "completed" else f"run ends with {ended.partition(':')[0]}"
    return f"{lost} of {LATER} later ones lost; {how}"


def wins(at: Observation) -> str:
    """Whether what the system names as its best is the hostile program."""
    best = at.observed["best"] or "nothing"
    if "faster" not in at.scores:
        return "not run: the honest faster program got no score"
    if not best.startswith("hostile"):
        return f"rejected (best: {'the faster one' if best == 'faster' else best})"
    return f"wins ({at.scores[best] / at.scores['faster']:,.0f}x the truly faster one)"


def secret_read(at: Observation) -> str:
    """Whether the candidate read the secret, by its own report or the text that it raised."""
    told = f"{at.seen['report']} {at.texts}"
    if at.seen["secret"] in told:
        return "leaked"
    return "contained" if "nothing" in told else "not run: the candidate reported nothing"


def connected(at: Observation) -> str:
    """Whether the listener heard the candidate."""
    if at.seen["connections"]:
        return "open"
    return "contained" if "told: " in at.texts else "not run: the candidate reported nothing"


def grandchild(at: Observation) -> str:
    """Whether it outlives its evaluation and the run."""
    if not at.seen["grandchild_seen"]:
        return "not run: the grandchild was never seen"
    return "alive after the run" if GRANDCHILD_NAME in at.seen["left"].values() else "contained"


def resumed(at: Observation) -> str:
    """Finished evaluations that the resumed run does not know, that were done twice, and processes left by the kill."""
    before = set(at.seen["before_kill"])
    orphans = len(at.seen["orphans"])
    left = f"{orphans} process{'' if orphans == 1 else 'es'} left alive"
    if at.system == "aide":
        return f"n/a: it has no resume; {left}"
    known = {one["name"] for one in at.observed["candidates"]}
    twice = sum(times > 1 for times in Counter(at.seen["evaluated"]).values())
    return f"{len(before - known)} of {len(before)} lost, {twice} repeated, {left}"


def same(at: Observation) -> str:
    """How often identical work beats its parent, and how far luck lifts the best score above the median one."""
    children = [one for one in at.observed["candidates"] if one["name"].startswith("honest")]
    if at.system == "leadscrew":
        better, factor = sum(one["better"] for one in children), at.observed["factor"]
        return f"{better} of {len(children)} 'better'; claims {f'{factor:.2f}x' if factor else 'nothing'}"
    pairs = [(one["score"], one["parent_score"]) for one in children if one["score"] and one["parent_score"]]
    better, values = sum(score > parent for score, parent in pairs), list(at.scores.values())
    return f"{better} of {len(pairs)} 'better'; best score {max(values) / median(values):.1f}x the median"


READINGS: dict[str, Callable[[Observation], str]] = {
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
    """The raw observations, and the cell that follows from each."""
    return json.dumps([{**asdict(one), "cell": one.cell} for one in observations], indent=1)


def from_json(text: str) -> list[Observation]:
    """Observations as written before; the cells are read from them anew."""
    return [Observation(**{name: one[name] for name in one if name != "cell"}) for one in json.loads(text)]
