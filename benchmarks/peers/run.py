"""Nine hazards, four systems: OpenEvolve, ShinkaEvolve and AIDE, rerun from the Python registry, and Leadscrew.

    python benchmarks/peers/run.py                                   # everything, 15 to 40 minutes on two cores
    python benchmarks/peers/run.py --only leadscrew --hazard hang    # one cell
    python benchmarks/peers/run.py --json observed.json              # and the raw observations
    python benchmarks/peers/run.py --show observed.json              # the table of earlier observations

The peers are installed once, one environment each, under --cache. Nothing leaves the machine: their language model is
replaced by one on loopback that proposes given programs in order. Every hostile program ends by itself within 60 s, and
everything that a run left alive is noted and then ended. What each hazard is stands in docs/peers.md.
"""

from __future__ import annotations

import argparse
import datetime
import signal
import sys
from pathlib import Path

import watch
from environments import SYSTEMS, interpreter
from hazards import TITLES, Observation, as_json, from_json, observe


def table(observations: list[Observation]) -> str:
    """Markdown, a row for each hazard and a column for each system."""
    systems = [name for name in SYSTEMS if any(one.system == name for one in observations)]
    cells = {(one.hazard, one.system): one.cell for one in observations}
    rows = [["hazard", *(heading(name, observations) for name in systems)], ["---"] * (len(systems) + 1)]
    rows += [
        [title, *(cells.get((hazard, name), "") for name in systems)]
        for hazard, title in TITLES.items()
        if any(hazard == one.hazard for one in observations)
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def heading(name: str, observations: list[Observation]) -> str:
    """A system and the version that ran."""
    versions = {one.observed["version"] for one in observations if one.system == name and one.observed}
    return f"{SYSTEMS[name].title} {' '.join(sorted(versions))}".strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=list(SYSTEMS), nargs="+", default=list(SYSTEMS), metavar="SYSTEM")
    parser.add_argument("--hazard", choices=list(TITLES), nargs="+", default=list(TITLES), metavar="NAME")
    parser.add_argument("--cache", type=Path, default=Path("~/.cache/leadscrew/peers"), help="[default: %(default)s]")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the raw observations")
    parser.add_argument("--logs", type=Path, metavar="DIR", help="keep what each system printed")
    parser.add_argument("--show", type=Path, nargs="+", metavar="FILE", help="run nothing, print what was written")
    options = parser.parse_args()
    if options.show:
        print(table([one for path in options.show for one in from_json(path.read_text())]))
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also in a shell's background: AIDE interrupts with it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("peers: ended by a signal"))  # so that all is cleared away
    watch.adopt_orphans()
    if options.logs:
        options.logs.mkdir(parents=True, exist_ok=True)
    observations: list[Observation] = []
    for name in options.only:
        python = interpreter(name, options.cache.expanduser())
        for hazard in options.hazard:
            observations.append(observe(name, hazard, python, keep=options.logs))
            last = observations[-1]
            print(f"{name:11} {hazard:11} {last.seconds:6.1f} s  {last.cell}", file=sys.stderr, flush=True)
            if options.json:
                options.json.write_text(as_json(observations))
    print(f"{datetime.datetime.now(datetime.UTC):%B %Y}\n\n{table(observations)}")


if __name__ == "__main__":
    main()
