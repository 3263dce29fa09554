"""Replication: a claim from elsewhere, checked against its own facts and measured again on fresh problems here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isclose, log

import msgspec

from leadscrew.bench.claim import attempt_alpha, judge_pairs
from leadscrew.core.experiment import Claim, Effect, Pair
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Mounted, Surroundings, Task
from leadscrew.errors import ChangeError, MachineError, RecordError, TaskError
from leadscrew.ledger.claim_file import Carried
from leadscrew.sources.change import changed_program
from leadscrew.sources.taskfile import task_from_parts

REPLICATION = "replication"
"""The researcher of `leadscrew replicate`: nobody searches."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
HALF = 0.5
"""Of the claimed gain, in the logarithm: what lies wholly below it has not been replicated."""
MEMORY_SHARE = 0.8
"""Of the machine's memory that a trial of a foreign task may ask for."""
MOST_PROCESSES, MOST_ANSWER_MB = 4096, 1024


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


def subject_of(carried: Carried, use: Mapping[str, str]) -> tuple[Task, Mapping[str, bytes | None]]:
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
    try:
        changed_program(task, task.start, change)
    except ChangeError as exc:
        raise RecordError(f"the claim file's change is none that its task allows: {exc}") from exc
    _check_limits(task)
    return replace(task, surroundings=_allowed(task, use)), change


def asked_paths(carried: Carried) -> tuple[str, ...]:
    """The paths of a machine that a claim's task asks for.  Raises RecordError, TaskError."""
    return _asked(_task(carried))


def _task(carried: Carried) -> Task:
    started, artefacts = carried.started, carried.artefacts
    return task_from_parts(
        name=started["task"] if NAME.fullmatch(str(started["task"])) else "claim",
        settings=artefacts[started["settings_artefact"]],
        judge=artefacts[started["judge_artefact"]],
        start=_program({path: artefacts[digest] for path, digest in started["start_files"].items()}),
    )


def check_numbers(carried: Carried, task: Task) -> Claim:
    """The claim, if its pairs say what it says.  Raises RecordError where they do not, or where there was no gain."""
    try:
        claim = msgspec.convert({name: carried.claim[name] for name in Claim.__dataclass_fields__}, Claim)
        scale = float(carried.of_kind("noise")[-1].body["scale"])
        pairs: dict[str, list[Pair]] = {}
        for fact in carried.of_kind("claim_pair"):
            if fact.body["attempt"] == claim.attempt:
                pairs.setdefault(fact.body["kind"], []).append(msgspec.convert(fact.body["pair"], Pair))
        attempts = len(carried.of_kind("claim"))
    except (KeyError, IndexError, TypeError, ValueError, msgspec.ValidationError) as exc:
        raise RecordError(f"the claim file's claim cannot be read: {exc!r}") from exc
    if not claim.gain or not claim.evidence:
        raise RecordError("the claim file's run claimed no gain")
    if claim.attempt != attempts or claim.alpha != attempt_alpha(claim.attempt):
        raise RecordError(f"the claim is attempt {claim.attempt}, but {attempts} are on the record")
    for said in claim.evidence:
        try:
            found = judge_pairs(task, scale, pairs.get(said.kind, []), kind=Purpose(said.kind), alpha=claim.alpha)
        except (ValueError, ArithmeticError) as exc:
            raise RecordError(f"the pairs of the claim make no sense: {exc}") from exc
        if found is None or not found.holds or not _same(said.effect, found.effect) or said.pairs != found.pairs:
            told = (
                "nothing" if found is None else f"{found.effect.factor:.4g} [{found.effect.low:.4g}] in {found.pairs}"
            )
            raise RecordError(
                f"the claim says {said.effect.factor:.4g} [{said.effect.low:.4g}] in {said.pairs} pairs, but its "
                f"pairs come to {told}: its numbers were changed"
            )
    return claim


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


def _same(one: Effect, other: Effect) -> bool:
    """Whether two effects are equal, but for what other versions of a library make of the last digits."""
    ends = [(one.factor, other.factor), (one.low, other.low), (one.high or 0.0, other.high or 0.0)]
    return one.span == other.span and all(isclose(a, b, rel_tol=1e-6, abs_tol=1e-12) for a, b in ends)


def _allowed(task: Task, use: Mapping[str, str]) -> Surroundings:
    """The surroundings with paths of this machine.  Raises TaskError for what nobody allowed."""
    around = task.surroundings
    asked = set(_asked(task))
    if unknown := sorted(set(use) - asked):
        raise TaskError(f"--use {unknown[0]!r}: the claim's task does not ask for it; it asks for {sorted(asked)}")
    if missing := sorted(asked - set(use)):
        raise TaskError(
            f"the claim's task asks for {', '.join(map(repr, missing))} of the machine that it was made on; a box here "
            f"shows nothing that you do not allow: give --use {missing[0]}=/what/stands/in/for/it"
        )
    for package in task.entry.packages:
        if package.startswith("/") and use[package] != package:
            raise TaskError(f"--use {package!r}: a program is mounted where it is; allow it with --use {package}")
    return replace(
        around,
        venv=use.get(around.venv, ""),
        mounts=tuple(Mounted(source=use[mount.source], target=mount.target) for mount in around.mounts),
        devices=tuple(use[device] for device in around.devices),
    )


def _asked(task: Task) -> tuple[str, ...]:
    packages = (package for package in task.entry.packages if package.startswith("/"))
    return (*task.surroundings.host_paths, *packages)


def _check_limits(task: Task) -> None:
    """Raise MachineError where a foreign task may take more than this machine has."""
    memory_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    limits, tests = task.limits, task.tests
    most = int(MEMORY_SHARE * memory_mb)
    asked = {
        "memory_mb": (max(limits.memory_mb, tests.memory_mb if tests else 0), most),
        "disk_mb": (2 * max(limits.disk_mb, tests.disk_mb if tests else 0), most),
        "answer_mb": (limits.answer_mb, MOST_ANSWER_MB),
        "processes": (max(limits.processes, tests.processes if tests else 0), MOST_PROCESSES),
    }
    for name, (wanted, most_here) in asked.items():
        if wanted > most_here:
            raise MachineError(f"the claim's task may take {name} = {wanted}, this machine allows {most_here}")
