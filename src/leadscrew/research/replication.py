"""Replication: a claim from elsewhere, checked against its own facts and measured again on fresh problems here.

Everything of the file is hostile. Its task.toml is read here, after what makes that long was refused; its Python is
parsed in a box first (`check_sources`), since a compiler can be kept busy for hours.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isclose, log

import msgspec

from leadscrew.bench.claim import attempt_alpha, judge_pairs
from leadscrew.bench.rules import MAX_SCORE_PAIRS
from leadscrew.core.experiment import Claim, Effect, Evidence, Pair
from leadscrew.core.hypothesis import hidden_letters
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Mounted, Surroundings, Task
from leadscrew.errors import ChangeError, MachineError, RecordError, TaskError
from leadscrew.ledger.claim_file import Carried
from leadscrew.research.run import Reader
from leadscrew.sandbox.judge import MAX_QUALITY
from leadscrew.sources.change import changed_program
from leadscrew.sources.draft import WARM_TORCH, is_own_adapter
from leadscrew.sources.taskfile import bundled_tasks, read_task, task_from_parts

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
HALF = 0.5
"""Of the claimed gain, in the logarithm: what lies wholly below it has not been replicated."""
MEMORY_SHARE = 0.8
"""Of the machine's memory that a trial of a foreign task may ask for."""
MOST_PROCESSES, MOST_ANSWER_MB = 4096, 256
LONG_S = 3600.0
"""A single trial, or run of the tests, may hang for so long, or for the whole budget where that is longer."""
MOST_SETTINGS_BYTES, MOST_DOTS, MOST_STEPS = 64 << 10, 1000, 5_000_000
"""Of task.toml; of keys such as a.b.c in one of its lines; of comparing its globs with file names."""
MOST_ATTEMPTS = 50
TIMES_S = (1e-9, 1e8)
ADAPTER = "adapter"
ADAPTERS = re.compile(r"leadscrew_\w+\.py")
WARM_UP = "warm-up"
"""What `--use` calls a task's own code that runs before any trial, in the process that every trial is a copy of."""


class Finding(StrEnum):
    """What a replication comes to."""

    REPLICATED = "replicated"
    NOT_REPLICATED = "not replicated"
    CANNOT_DECIDE = "cannot decide here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """The finding with both effects."""

    finding: Finding
    reason: str
    claimed: Effect
    here: Effect | None


def subject_of(carried: Carried, use: Mapping[str, str], *, budget_s: float) -> tuple[Task, Mapping[str, bytes | None]]:
    """The task and the change of a claim, as they may be run here.

    use: for each path of the machine that made the task, the path here that stands in for it.
    Raises RecordError where the parts are not what the run was about, TaskError where something of this machine is
    asked for that nobody allowed, MachineError where it asks for more than there is.
    """
    started, artefacts = carried.started, carried.artefacts
    task = _task(carried)
    if task.digest != started.get("task_digest"):
        raise RecordError("the claim file's task is not the one that the run was about: its digest differs")
    files = carried.claim["files"] or {}
    change = {path: None if digest is None else artefacts[digest] for path, digest in files.items()}
    if odd := next((path for path in (*task.start.files, *change) if hidden_letters(path)), None):
        raise RecordError(f"the claim file's program has a file {odd[:80]!r}, whose name does not show what it is")
    try:
        changed_program(task, task.start, change)
    except ChangeError as exc:
        raise RecordError(f"the claim file's change is none that its task allows: {exc}") from exc
    _check_limits(task, budget_s)
    return replace(task, surroundings=_allowed(task, use)), change


def check_sources(task: Task, change: Mapping[str, bytes | None], reader: Reader) -> None:
    """Raise RecordError where judge, start or change do not compile, or keep a compiler busy; read in a box."""
    programs = {
        "judge.py": Program({"judge.py": task.judge}),
        "start": task.start,
        "change": task.start.with_files(change),
    }
    for what, program in programs.items():
        try:
            reader.read(program)
        except ChangeError as exc:
            raise RecordError(f"the claim file's {what} is not sound: {exc}") from exc


def asked_of_here(carried: Carried) -> tuple[str, ...]:
    """What a claim's task asks of a machine, by the names that `--use` takes.  Raises RecordError, TaskError."""
    return _asked(_task(carried))


def _task(carried: Carried) -> Task:
    """The task, its judge not yet parsed.  Raises RecordError."""
    started, artefacts = carried.started, carried.artefacts
    name, settings = started.get("task"), artefacts[started["settings_artefact"]]
    start = _program({path: artefacts[digest] for path, digest in started["start_files"].items()})
    _check_settings(settings, start)
    try:
        task = task_from_parts(
            name=name if isinstance(name, str) and NAME.fullmatch(name) else "claim",
            settings=settings, judge=b"", start=start,
        )  # fmt: skip
    except (TaskError, RecursionError) as exc:
        raise RecordError(f"the claim file's task is not sound: {exc}") from exc
    return replace(task, judge=artefacts[started["judge_artefact"]])


def _check_settings(settings: bytes, start: Program) -> None:
    """Raise RecordError where task.toml, or its globs, would take long to read."""
    if len(settings) > MOST_SETTINGS_BYTES:
        raise RecordError(
            f"the claim file's task.toml has {len(settings) >> 10} KiB, at most {MOST_SETTINGS_BYTES >> 10} are read"
        )
    if max(line.count(b".") for line in settings.split(b"\n")) > MOST_DOTS:
        raise RecordError(f"the claim file's task.toml has a line of more than {MOST_DOTS} dots")
    if b"\\u0000" in settings or b"\\U00000000" in settings:
        raise RecordError("the claim file's task.toml holds a NUL, which no file, command or variable can")
    try:
        editable = tomllib.loads(settings.decode()).get("editable")
    except (ValueError, RecursionError) as exc:
        raise RecordError(f"the claim file's task.toml is not valid TOML: {exc}") from exc
    depths = Counter(path.count("/") + 1 for path in start.files)
    globs = [glob for glob in editable if isinstance(glob, str)] if isinstance(editable, list) else []
    steps = sum(files * depth ** glob.count("**") for glob in globs for depth, files in depths.items())
    if steps > MOST_STEPS:
        raise RecordError(
            f"the claim file's task.toml: editable takes {steps:.0e} steps to compare with its files, at most "
            f"{MOST_STEPS:.0e} are taken: it has too many globs, or too many '**' in one"
        )


def check_numbers(carried: Carried, task: Task) -> Claim:
    """The claim, if its pairs say what it says.  Raises RecordError where they do not, or where there was no gain."""
    try:
        claim = msgspec.convert(
            {name: carried.claim[name] for name in Claim.__dataclass_fields__ if name in carried.claim}, Claim
        )
        scale = msgspec.convert(carried.of_kind("noise")[-1].body["scale"], float)
        pairs: dict[str, list[Pair]] = {}
        for fact in carried.of_kind("claim_pair"):
            pair = msgspec.convert(fact.body["pair"], Pair)
            for trial in (pair.new, pair.old):
                if not trial.failed and not TIMES_S[0] <= trial.wall_s <= TIMES_S[1]:
                    raise RecordError(f"fact {fact.seq}: a time of the claim is {trial.wall_s:g} s, which is none")
                if abs(trial.quality or 0.0) > MAX_QUALITY:
                    raise RecordError(f"fact {fact.seq}: a quality of the claim is {trial.quality:g}")
            if fact.body["attempt"] == claim.attempt:
                pairs.setdefault(fact.body["kind"], []).append(pair)
        attempts = len(carried.of_kind("claim"))
    except (KeyError, IndexError, TypeError, ValueError, msgspec.ValidationError) as exc:
        raise RecordError(f"the claim file's claim cannot be read: {exc!r}") from exc
    if not claim.gain or not claim.evidence:
        raise RecordError("the claim file's run claimed no gain")
    if claim.attempt != attempts or attempts > MOST_ATTEMPTS:
        raise RecordError(
            f"the claim says that it is attempt {claim.attempt}, but {attempts} are on the record, of at most "
            f"{MOST_ATTEMPTS}"
        )
    if claim.alpha != attempt_alpha(claim.attempt):
        raise RecordError(
            f"attempt {claim.attempt} of the claim was judged at an error probability of {claim.alpha:g}, expected "
            f"{attempt_alpha(claim.attempt):g}"
        )
    kinds = tuple(said.kind for said in claim.evidence)
    if kinds not in ((Purpose.CLAIM,), (Purpose.CLAIM, Purpose.HELD_OUT)) or set(pairs) != set(kinds):
        measured = sorted(map(str, pairs))
        raise RecordError(f"the claim is on problems {kinds!r}, its pairs on {measured}, expected 'claim' first")
    for said in claim.evidence:
        _check_evidence(task, scale, said, pairs[said.kind], claim.alpha)
    return claim


def _check_evidence(task: Task, scale: float, said: Evidence, pairs: list[Pair], alpha: float) -> None:
    """Raise RecordError unless the pairs come to what the claim says of them."""
    if len(pairs) > MAX_SCORE_PAIRS:
        raise RecordError(f"the claim has {len(pairs):,} pairs, of which the bench measures {MAX_SCORE_PAIRS} at most")
    try:
        found = judge_pairs(task, scale, pairs, kind=Purpose(said.kind), alpha=alpha)
    except (ValueError, ArithmeticError) as exc:
        raise RecordError(f"the pairs of the claim make no sense: {exc}") from exc
    if found is None or not found.holds:
        raise RecordError(f"the pairs of the claim do not carry it: {found.reason if found else 'every answer failed'}")
    one, other = msgspec.to_builtins(said), msgspec.to_builtins(found)
    if wrong := next((name for name in other if not _same(one[name], other[name])), None):
        raise RecordError(
            f"the claim says {wrong} = {_short(one[wrong])}, but its pairs come to {_short(other[wrong])}: "
            "its numbers were changed"
        )


def finding_of(claimed: Claim, here: Claim, *, failed: str) -> Replication:
    """What the measurement here says of a claim.

    failed: why an answer did not count here, or a test broke; empty where none did.
    """
    said = claimed.evidence[0].effect
    found = here.evidence[0].effect if here.evidence else None
    if failed:
        return Replication(finding=Finding.NOT_REPLICATED, reason=failed, claimed=said, here=found)
    if found is None:
        return Replication(finding=Finding.CANNOT_DECIDE, reason=here.reason, claimed=said, here=None)
    if here.gain and {e.kind for e in here.evidence} != {e.kind for e in claimed.evidence}:
        reason = "its judge makes other kinds of problems than the claim was measured on"
        return Replication(finding=Finding.CANNOT_DECIDE, reason=reason, claimed=said, here=found)
    low = log(said.low) if said.low > 0 else 0.0
    under_half = found.high is not None and log(found.high) < HALF * low
    if under_half:
        reason = "the interval here lies below half of the gain that was claimed"
        return Replication(finding=Finding.NOT_REPLICATED, reason=reason, claimed=said, here=found)
    if not here.gain:
        return Replication(finding=Finding.CANNOT_DECIDE, reason=here.reason, claimed=said, here=found)
    reason = "the intervals overlap"
    if found.high is not None and found.high < said.low:
        reason = "a gain, smaller than claimed; machines differ in what is fast on them"
    elif said.high is not None and found.low > said.high:
        reason = "a gain, larger than claimed; machines differ in what is fast on them"
    return Replication(finding=Finding.REPLICATED, reason=reason, claimed=said, here=found)


def _program(files: Mapping[str, bytes]) -> Program:
    try:
        return Program(dict(files))
    except ChangeError as exc:
        raise RecordError(f"the claim file's start is no program: {exc}") from exc


def _same(one: object, other: object) -> bool:
    """Whether two values are equal, but for what other versions of a library make of the last digits."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
    return one == other


def _short(value: object) -> str:
    """A number, an effect's numbers, or the beginning of a text."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_short(part)}" for name, part in value.items())
    return f"{value:.4g}" if isinstance(value, float) else repr(value)[:60]


def _allowed(task: Task, use: Mapping[str, str]) -> Surroundings:
    """The surroundings with paths of this machine.  Raises TaskError for what nobody allowed."""
    around = task.surroundings
    asked = set(_asked(task))
    if unknown := sorted(set(use) - asked):
        raise TaskError(f"--use {unknown[0]!r}: the claim's task does not ask for it; it asks for {sorted(asked)}")
    if asked - set(use) == {WARM_UP}:
        raise TaskError(
            "the claim's task has code of its own that runs before any trial, in the process that every trial is a "
            f"copy of ([candidate] warmup; --look shows it): to allow that in the box, give --use {WARM_UP}"
        )
    if missing := sorted(asked & {ADAPTER} - set(use)):
        raise TaskError(
            "what calls the program in the file (leadscrew_call.py or leadscrew_run.py in its start) is not what this "
            f"leadscrew writes, so it may be what makes the start slow; --look shows it. To allow it: --use {ADAPTER}"
        )
    if missing := sorted(asked - set(use) - {WARM_UP}):
        raise TaskError(
            f"the claim's task asks for {', '.join(map(repr, missing))} of the machine that it was made on; a box here "
            f"shows nothing that you do not allow: give --use {shlex.quote(missing[0])}=/what/stands/in/for/it"
        )
    for package in task.entry.packages:
        if package.startswith("/") and use[package] != package:
            raise TaskError(
                f"--use {package!r}: a program is mounted where it is; allow it with --use {shlex.quote(package)}"
            )
    return replace(
        around,
        venv=use.get(around.venv, ""),
        mounts=tuple(Mounted(source=use[mount.source], target=mount.target) for mount in around.mounts),
        devices=tuple(use[device] for device in around.devices),
    )


def _asked(task: Task) -> tuple[str, ...]:
    packages = (package for package in task.entry.packages if package.startswith("/"))
    known = not task.entry.warmup or task.entry.warmup.strip() in _known_warm_ups()
    other = (ADAPTER,) if foreign_adapters(task) else ()
    return (*task.surroundings.host_paths, *packages, *(() if known else (WARM_UP,)), *other)


def foreign_adapters(task: Task) -> dict[str, bytes]:
    """The files that stand between program and bench and are not as this leadscrew writes them."""
    if task.reference is None:
        return {}
    return {
        path: content
        for path, content in task.start.files.items()
        if ADAPTERS.fullmatch(path) and not is_own_adapter(path, content)
    }


def _known_warm_ups() -> set[str]:
    """Those that come with Leadscrew."""
    return {WARM_TORCH.strip(), *(read_task(name).entry.warmup.strip() for name in bundled_tasks())}


def _check_limits(task: Task, budget_s: float) -> None:
    """Raise MachineError where a foreign task may take more than this machine has."""
    memory_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    limits, tests = task.limits, task.tests
    both = (limits, tests) if tests is not None else (limits,)
    asked: dict[str, tuple[float, float]] = {
        "memory_mb and twice disk_mb": (
            max(box.memory_mb + 2 * box.disk_mb for box in both), int(MEMORY_SHARE * memory_mb),
        ),
        "answer_mb": (limits.answer_mb, MOST_ANSWER_MB),
        "processes": (max(box.processes for box in both), MOST_PROCESSES),
    }  # fmt: skip
    for name, (wanted, most) in asked.items():
        if wanted > most:
            raise MachineError(f"the claim's task may take {name} = {wanted}, this machine allows {most}")
    wall_s = max(box.wall_s for box in both)
    if wall_s > max(LONG_S, budget_s):
        raise MachineError(
            f"the claim's task lets one trial or its tests hang for {wall_s:g} s; to allow that: a --budget as long"
        )
