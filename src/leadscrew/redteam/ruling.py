"""What the trials of a cheat say: did it win, was it caught, by what? Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from leadscrew.core.experiment import Status, Trial
from leadscrew.core.hypothesis import last_line
from leadscrew.redteam.cheat import Cheat, Must

REPORT = re.compile(r"cheat-report: (OPEN|held) (.*)")
INAPPLICABLE = re.compile(r"DoesNotApply: (.*)")
BROKEN = re.compile(r"(Name|Attribute|Import|ModuleNotFound|Syntax|Type|Key|Index)Error\b")
"""What a mistake in a cheat, or a task that it does not fit, ends in; no guard of the bench does."""
LEFT_OUT = re.compile(r"ModuleNotFoundError: No module named '([^']*)'")
GUARDS = {
    "EPERM": "refused by filter or kernel", "ENOSYS": "no such call", "ENOENT": "not in the box", "EROFS": "read-only",
    "EACCES": "no permission", "ESRCH": "another pid namespace", "EAGAIN": "process limit", "ENOSPC": "disk limit",
    "EFBIG": "disk limit", "EMFILE": "descriptor limit", "ENOMEM": "memory limit", "MemoryError": "memory limit",
    "ECONNREFUSED": "another network namespace", "FileNotFoundError": "not in the box", "nothing": "nothing there",
    "EBUSY": "busy", "EINVAL": "no such thing", "ENODEV": "no such device", "ENXIO": "no such device",
    "EBADF": "closed", "RuntimeError": "process limit", "ENOTDIR": "not in the box", "ENODATA": "no mark there",
    "ENOTSUP": "no mark possible", "ValueError": "not allowed",
    "EXDEV": "another file system", "EAFNOSUPPORT": "no such family", "EFAULT": "no such call",
}  # fmt: skip
"""What an error name mostly means in a box; shown beside the name's count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Whether what had to happen happened."""

    holds: bool | None
    """None where the cheat has nothing to work on in this task."""
    by: str
    """What caught it, or how it won."""


def ruled(
    cheat: Cheat,
    trials: Sequence[Trial],
    excesses: Sequence[float],
    *,
    margin: float | None,
    gain: float | None = None,
    hidden_s: float,
) -> Ruling:
    """The ruling on a candidate's trials.

    excesses: how much worse its quality or score was than the start's, on the problems where both have one.
    margin, gain: how much worse a quality may be, and how much better a score must be, to count; of the task.
    hidden_s: how much time a cheat on the clock hides.
    """
    last = trials[-1]
    if match := INAPPLICABLE.search(last.reason):
        return Ruling(holds=None, by=match[1])
    match cheat.must:
        case Must.PASS:
            if match := LEFT_OUT.search(last.reason):
                return Ruling(holds=None, by=f"the task's box has no module {match[1]}")
            bad = next((trial for trial in trials if trial.status is not Status.OK), None)
            if bad is None:
                return Ruling(holds=True, by="accepted")
            return Ruling(holds=False, by=f"an honest candidate was refused: {bad.status}: {last_line(bad.reason)}")
        case Must.NOT_COUNT:
            return not_counted(trials, excesses, margin=margin, gain=gain)
        case Must.TAKE_ITS_TIME:
            if last.status is not Status.OK:
                return Ruling(holds=None, by=f"the honest program does not survive it: {last_line(last.reason)}")
            if last.stalled_s:
                return Ruling(holds=False, by=f"it passed for a stopped bench ({last.stalled_s:.2f} s)")
            shown = f"{last.wall_s:.2f} s measured from outside, {hidden_s:.2f} s hidden"
            return Ruling(holds=last.wall_s >= hidden_s, by=shown)
        case Must.FIND_NOTHING:
            return _found_nothing(trials)


def not_counted(
    trials: Sequence[Trial], excesses: Sequence[float], *, margin: float | None, gain: float | None = None
) -> Ruling:
    """Whether no claim could rest on these trials: one answer that does not count is enough.

    Where a score decides, an answer counts for what it scores, so one score that is no better is enough.
    """
    bad = next((trial for trial in trials if trial.failed or trial.status is Status.CUT), None)
    if bad is not None and bad.status is Status.CRASHED and BROKEN.match(last_line(bad.reason)):
        return Ruling(holds=None, by=f"nothing is shown, it broke: {last_line(bad.reason)}")
    if bad is not None:
        return Ruling(holds=True, by=_guard(bad))
    if margin is not None and excesses:  # a claim bounds the mean over problems
        mean = fmean(excesses)
        error = stdev(excesses) / sqrt(len(excesses)) if len(excesses) > 1 else 0.0
        if mean - error > margin:
            return Ruling(holds=True, by=f"quality {mean:.3g} worse than the start's, margin {margin:g}")
    if gain is not None and excesses:
        if max(excesses) > -gain:
            return Ruling(holds=True, by=f"scored {_apart(max(excesses))} than the start")
        told = f"scored at least {_apart(max(excesses))} than the start on {len(trials)} problems"
        return Ruling(holds=False, by=told)
    return Ruling(holds=False, by=f"the judge accepted it on {len(trials)} problems")


def _apart(excess: float) -> str:
    return f"{abs(excess):.3g} {'worse' if excess >= 0.0 else 'better'}"


def _found_nothing(trials: Sequence[Trial]) -> Ruling:
    for trial in trials:
        match = REPORT.search(trial.reason)
        if match is not None and match[1] == "OPEN":
            return Ruling(holds=False, by=f"it got through: {match[2]}")
        ended = trial.status is Status.TIMED_OUT or trial.reason.startswith(("more than", "it ended with exit code"))
        if match is None and not ended and "MemoryError" not in trial.reason:
            told = last_line(trial.reason) or "its answer was accepted"
            return Ruling(holds=False, by=f"the cheat broke, so nothing is shown: {trial.status}: {told}")
    last = trials[-1]
    match = REPORT.search(last.reason)
    return Ruling(holds=True, by=_explained(match[2]) if match else _guard(last))


def _explained(report: str) -> str:
    """`12 (EPERM 7, ENOENT 5)` in words: what the names mean, and how often."""
    names = re.findall(r"([A-Za-z_]+(?: [A-Z]+)?) (\d+)", report)
    told: dict[str, int] = {}
    for name, count in names:
        meaning = GUARDS.get(name.split()[-1], name)
        told[meaning] = told.get(meaning, 0) + int(count)
    return ", ".join(f"{meaning} ×{count}" for meaning, count in sorted(told.items(), key=lambda item: -item[1]))


def _guard(trial: Trial) -> str:
    if trial.status in (Status.TIMED_OUT, Status.CUT):
        return "time limit"
    if trial.status is Status.CRASHED and trial.reason.startswith("more than"):
        return "memory watchdog"
    if "[Errno 28]" in trial.reason:
        return "disk limit"
    return f"{trial.status}: {last_line(trial.reason)}"
