"""All replayed studies of the bench, one after the other.

    python benchmarks/study.py [null power claims mixed drift prediction scores] [--quick] [--jobs 2] [--plot docs]

Ends with 1 when a gate failed. The whole set takes under 20 minutes on two idle cores, --quick one. `live.py`
holds some of it against live comparisons.
"""

from __future__ import annotations

import time

import claims
import drift
import mixed
import null
import power
import prediction
import scores
from replaying import parser, read

STUDIES = {
    "null": null.study,
    "power": power.study,
    "claims": claims.study,
    "mixed": mixed.study,
    "drift": drift.study,
    "prediction": prediction.study,
    "scores": scores.study,
}


def main() -> int:
    doors = parser(__doc__)
    doors.add_argument(
        "studies", nargs="*", metavar="STUDY", help=f"of {', '.join(STUDIES)}; all of them if none is named"
    )
    given = doors.parse_args()
    names = given.studies or list(STUDIES)
    if unknown := [name for name in names if name not in STUDIES]:
        doors.error(f"{unknown[0]!r} is no study; there are {', '.join(STUDIES)}")
    options, since = read(given, doors), time.monotonic()
    failed = [name for name in names if STUDIES[name](options)]
    told = f"failed: {', '.join(failed)}" if failed else "all gates held"
    print(f"\n{told}; {(time.monotonic() - since) / 60:.1f} minutes")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
