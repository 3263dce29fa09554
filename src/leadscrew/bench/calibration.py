"""What a drafted task has to be told of its own program: found out by running the start in the boxes.

How many calls make a trial long enough to be timed, what of a command's output repeats itself, which tests do not,
which files the time goes to.  Nothing is compared here: that the task is sound, `bench.soundness` says.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Any, Literal

from leadscrew.bench.comparison import Seeds
from leadscrew.bench.profile import NoProfile, measure_profile
from leadscrew.bench.rig import BoxRig, check_problems_differ, shown_reason, varies
from leadscrew.bench.suite import Suite, printed
from leadscrew.core.seed import Purpose, Seed
from leadscrew.errors import BoxFailed, TaskError
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox
from leadscrew.sandbox.mounts import has_package
from leadscrew.sandbox.worker import End, Outcome
from leadscrew.sources.draft import Draft, code_files, module_file, package_of, roots_of, script_of
from leadscrew.sources.metadata import FOLDER, metadata_of

SHORTEST_S, LONGEST_S = 0.15, 3.0
"""Of a trial of a function: calls are added until it takes the first, and never more than the second."""
IMPORTS = 5.0
"""Times as long as a trial of one call, most of which is importing, a trial should be."""
MOST_CALLS = 200_000
RULES: tuple[Literal["exact", "numbers", "words", "ignored"], ...] = ("exact", "numbers", "words", "ignored")
PREFIX = "not what the start gives: "
"""Of the judge's words: here both are the start."""
RUNS, PATIENCE_S = 3, 120.0
"""Of the tests, to find those that do not repeat themselves; two where one run takes longer than the second."""
CANDIDATES = 30.0
"""Whose tests the usual budget has room for."""
HOT = 0.02
"""Share of the time from which a file may be changed unless a person says otherwise."""
MOST_FILES = 20
MISSING = re.compile(r"(?:No module named|Failed to import filter module) '([^']+)'")
FOREIGN = re.compile(
    r'^ +File "(?:<frozen importlib|/opt/inside/|/tmp/candidate/leadscrew_|/opt/python/lib/[^"]*/importlib/__init__)'
    r"[^\n]*\n(?:    [^\n]*\n)*",
    re.MULTILINE,
)
"""Frames of a traceback that are not the program's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """The draft with what was found, and what a person should know of it."""

    draft: Draft
    trial_s: float
    notes: tuple[str, ...]


def calibrate(draft: Draft, *, core: int | None, say: Callable[[str], None] = lambda _: None) -> Calibrated:
    """Run the start until the task can be written.  Raises TaskError where it does not run, or not the same twice.

    say: takes what is being done.
    """
    notes: list[str] = []
    with ExitStack() as stack:
        mark = f"draft-{secrets.token_hex(4)}"
        seeds = Seeds(secrets.token_bytes(32))

        def rig_of(draft: Draft) -> BoxRig:
            rig = BoxRig(draft.task(), lab_mark=mark, core=core)
            stack.callback(rig.close)
            return rig

        draft = replace(draft, path=draft.path or _path(draft), editable=draft.editable or tuple(_code(draft)))
        draft = _as_if_installed(draft)
        say("running the program as it is")
        seed = seeds.fresh(Purpose.CHECK)[1]
        rig = rig_of(draft)
        first = _run(rig, seed)
        trial_s = first.wall_s
        if draft.call:
            check_problems_differ(rig.task, rig)
            _usable(first, draft.files, notes)
            draft, trial_s = _calls(draft, rig_of, seeds, first.wall_s, notes)
        elif not varies(rig.task):
            notes.append(
                "every trial does the same: a change that stores its answer would pass, and each claim says so; a "
                "{seed} in the command would help"
            )
        draft = _limits(draft, trial_s)
        say("running it again: does it give the same?")
        draft = _repeats(draft, rig_of, seeds, notes)
        if draft.screening:
            say("running the shorter command")
            _screened(draft, rig_of, seeds)
        if draft.tests:
            say("running its tests")
            draft = _flaky(draft, stack, rig_of(draft), mark, core, notes)
        draft = _hot(draft, rig_of, seeds.fresh(Purpose.PROFILE)[1], mark, core, notes)
    return Calibrated(draft=draft, trial_s=trial_s, notes=tuple(notes))


def _path(draft: Draft) -> tuple[str, ...]:
    if not draft.call:
        return roots_of(draft.files)
    root, _ = module_file(draft.files, draft.call.partition(":")[0])
    return (root,) if root == "." else (root, ".")


def _as_if_installed(draft: Draft) -> Draft:
    """The draft with what the program would find of itself if it were installed, where nothing has it yet."""
    name, made = metadata_of(draft.files)
    if not made or has_package(name, draft.venv, beside=False):
        return draft
    return replace(draft, files={**draft.files, **made}, path=(*draft.path, FOLDER))


def _code(draft: Draft) -> list[str]:
    """What may be changed as long as nothing is known of where the time goes."""
    if draft.call:
        root, file = module_file(draft.files, draft.call.partition(":")[0])
        found = code_files(draft.files, package_of(file, root))
    else:
        found = code_files(draft.files)
        script = script_of(draft.command, draft.files)
        if script is not None and script not in found:
            found.append(script)
    if not found:
        raise TaskError("no Python file that a candidate could change; name the files with --editable")
    return found


def _run(rig: BoxRig, seed: Seed) -> Outcome:
    """One run of the start.  Raises TaskError with what it printed and what may help."""
    try:
        files = rig.built(rig.task.start)
        if isinstance(files, str):
            raise TaskError(f"the program cannot be built in a box:\n{files}\nname what the build runs with --package")
        outcome = rig.outcome(files, seed)
    except BoxFailed as exc:
        raise TaskError(f"the program cannot be run in a box: {exc}") from exc
    if outcome.end is End.ANSWER:
        return outcome
    told = shown_reason(_own_frames(outcome.text.strip())) or f"exit code {outcome.exit_code}, and nothing printed"
    hint = _hint(told, outcome.end, rig.task.start.files)
    raise TaskError(f"the program as it is does not run in a box ({outcome.end}):\n{told}\n{hint}")


def _own_frames(traceback: str) -> str:
    """A traceback without what calls the program and what imports its modules."""
    return FOREIGN.sub("", traceback)


def _hint(told: str, end: End, files: Mapping[str, bytes]) -> str:
    if missing := MISSING.search(told):
        return _needs(missing[1], files)
    if "the box cannot start " in told:
        return "a box holds Python, and no other program: give what that one runs, such as 'pytest -q' or 'python x.py'"
    if "PackageNotFoundError" in told or "DistributionNotFound" in told:
        return "give the virtual environment in which that is installed with --venv FOLDER"
    if "unrecognized arguments: " in told and "pytest" in told:
        return (
            "the configuration of the tests asks for a plugin of pytest that the box lacks: give it with --venv FOLDER "
            "or --package NAME, or do without: --check 'pytest -o addopts= ...'"
        )
    if "FileNotFoundError" in told or "No such file" in told:
        return "a box holds the committed files alone: give data folders with --mount /folder:where-the-program-looks"
    if end is End.TIMED_OUT:
        return "give it more time with --wall, or time something smaller"
    if end is End.MEMORY:
        return "give it more memory with --memory"
    if "KeyError" in told and "environ" in told:
        return "a box has none of your environment: give variables with --env NAME=VALUE"
    return "correct the command, the inputs or the program: do they fit? Nothing was written"


def _needs(module: str, files: Mapping[str, bytes]) -> str:
    top = module.partition(".")[0]
    if any(f"/{path}".endswith(f"/{top}.py") or f"/{top}/" in f"/{path}" for path in files):
        return (
            f"the program has {top!r}, and no file of {module!r} among those that were taken: commit it where it is "
            "made by a build, or hand it in with --mount FILE:WHERE-IT-BELONGS"
        )
    return (
        f"a box holds only what is named: give {module!r} with --venv FOLDER (a virtual environment that has it) or "
        f"--package {top} (installed beside leadscrew)"
    )


def _usable(outcome: Outcome, files: Mapping[str, bytes], notes: list[str]) -> None:
    """Whether the function's outcomes say anything.  Raises TaskError where every call raises."""
    value: Any = plain.decode(outcome.answer, raw=True)
    outcomes = value["outcomes"]
    raised = sorted({str(one["raised"]) for one in outcomes if "raised" in one})
    if raised and all("raised" in one for one in outcomes):
        said = shown_reason(_own_frames(str(next(one["said"] for one in outcomes if "said" in one)).strip()))
        raise TaskError(f"every call raises {raised[0]}:\n{said}\n{_hint(said, outcome.end, files)}")
    if raised:
        notes.append(f"some calls raise {', '.join(raised)}; that they do is part of what is compared")


def _calls(
    draft: Draft, rig_of: Callable[[Draft], BoxRig], seeds: Seeds, once_s: float, notes: list[str]
) -> tuple[Draft, float]:
    """As many calls as make a trial long enough."""
    wanted_s = min(LONGEST_S, max(SHORTEST_S, IMPORTS * once_s))
    calls, trial_s = 1, once_s
    while trial_s < 0.7 * wanted_s and calls < MOST_CALLS:
        # what one call takes is hidden behind importing until there are many
        per_call_s = (trial_s - once_s) / calls if calls > 1 else 0.0
        grown = int((wanted_s - once_s) / per_call_s) if per_call_s > 0.1 * once_s / calls else 8 * calls
        calls = min(MOST_CALLS, max(2 * calls, min(grown, 16 * calls)))
        draft = replace(draft, calls=calls)
        with closing(rig_of(draft)) as rig:
            trial_s = _run(rig, seeds.fresh(Purpose.CHECK)[1]).wall_s
    share = once_s / trial_s
    if share > 0.5:
        notes.append(
            f"importing takes {share:.0%} of a trial: a gain in the function itself shows that much smaller; let "
            "inputs() give more work"
        )
    return draft, trial_s


def _limits(draft: Draft, trial_s: float) -> Draft:
    """Room around what a trial takes, and a budget that is worth it."""
    budget_s = min(max(120.0, 200.0 * trial_s), 8 * 3600.0)
    return replace(draft, wall_s=max(10.0, round(10.0 * trial_s)), budget_s=round(budget_s, -1))


def _repeats(draft: Draft, rig_of: Callable[[Draft], BoxRig], seeds: Seeds, notes: list[str]) -> Draft:
    """The strictest comparison that the program passes with itself, in two boxes.  Raises TaskError."""
    one, other = rig_of(draft), rig_of(draft)
    seed = seeds.fresh(Purpose.CHECK)[1]
    if draft.call and one.problem_of(seed) != other.problem_of(seed):
        raise TaskError(
            "inputs(seed) gives other arguments when it is called again with the same seed, so nothing could be "
            "compared: draw everything from random.Random(seed)"
        )
    before, after = _run(one, seed), _run(other, seed)
    if draft.call:
        ruling = one.judge.check(
            seed.value, after.answer, held_out=False, quality="", folder=False, expected=before.answer
        )
        if not ruling.ok:
            where = ruling.reason.removeprefix(PREFIX)
            raise TaskError(
                f"the function does not give the same twice on the same arguments: {where}\n"
                "it may depend on time, on randomness without a seed, or on the order of a set: correct that, or name "
                "a function that does not"
            )
        return draft
    for rule in RULES:
        differs = _difference(replace(draft, output=rule), seed, before.answer, after.answer)
        if differs is None:
            if rule != "exact":
                told = {"numbers": "to nine digits", "words": "without its numbers", "ignored": "not at all"}[rule]
                notes.append(f"what it prints differs from run to run, so it is compared {told}")
            printed_text, written = _gave(before.answer)
            if draft.outputs and not written:
                raise TaskError(f"the command writes no file that --output names: {', '.join(draft.outputs)}")
            if not written and (rule == "ignored" or not printed_text):
                if not draft.tests:
                    raise TaskError(
                        "nothing that the command gives could be compared: name the files that it writes with "
                        "--output GLOB, or its tests with --check"
                    )
                notes.append("nothing that the command gives is compared: only its tests check it (--output GLOB)")
            return replace(draft, output=rule)
        if "the file" in differs:
            raise TaskError(f"two runs of the same program differ: {differs}; give a seed with {{seed}} in the command")
    raise TaskError(f"two runs of the same program differ: {differs}")


def _screened(draft: Draft, rig_of: Callable[[Draft], BoxRig], seeds: Seeds) -> None:
    """The shorter command runs, and passes with itself.  Raises TaskError."""
    seed = seeds.fresh(Purpose.SEARCH)[1]
    try:
        before, after = (_run(rig_of(draft), seed) for _ in range(2))
    except TaskError as exc:
        raise TaskError(f"--screen: {exc}") from exc
    if (differs := _difference(draft, seed, before.answer, after.answer)) is not None:
        raise TaskError(f"--screen: two runs of the shorter command differ: {differs}; give it the {{seed}} as well")


def _difference(draft: Draft, seed: Seed, before: bytes, after: bytes) -> str | None:
    """Why one answer is not the other; None where it is."""
    task = draft.task()
    judge = JudgeBox(task.judge, (), lab_mark=f"draft-{secrets.token_hex(4)}", reference=task.reference)
    try:
        ruling = judge.check(seed.value, after, held_out=False, quality="", folder=True, expected=before)
    finally:
        judge.close()
    return None if ruling.ok else ruling.reason.removeprefix(PREFIX)


def _gave(answer: bytes) -> tuple[str, Mapping[str, str]]:
    """What a command printed, and the files that it wrote and that are compared."""
    files: Any = plain.decode(answer, raw=True)
    told: Any = json.loads(files["data.json"])
    return told["output"], told["files"]


def _flaky(draft: Draft, stack: ExitStack, rig: BoxRig, mark: str, core: int | None, notes: list[str]) -> Draft:
    """The tests that do not repeat themselves are left out.  Raises TaskError where none passes."""
    task = draft.task()
    judge = rig.judge
    suite = Suite(task, judge, lab_mark=mark, core=core, built=rig.built)
    stack.callback(suite.close)
    try:
        first = suite.start()
    except TaskError as exc:
        raise TaskError(f"{exc}\n{_hint(str(exc), End.ANSWER, draft.files)}") from exc
    reports = [judge.test_results(first)]
    for _ in range(RUNS - 1 if suite.wall_s < PATIENCE_S else 1):
        outcome = suite.run(task.start)
        if outcome.end is not End.ANSWER:
            raise TaskError(f"the tests give no report each time ({outcome.end}): raise the limits")
        reports.append(judge.test_results(outcome.answer))
    names = set().union(*reports)
    flaky = tuple(sorted(name for name in names if len({report.get(name, "") for report in reports}) > 1))
    failing = sorted(name for name, result in reports[0].items() if result == "failed" and name not in flaky)
    if flaky:
        notes.append(f"{len(flaky)} tests do not always come to the same and are not looked at: {', '.join(flaky[:3])}")
    if failing:
        notes.append(
            f"{len(failing)} tests fail in the box already (no network, no files but the committed ones) and are not "
            f"looked at: {', '.join(failing[:3])}; {printed(first).strip().splitlines()[-1][:200]}"
        )
    passing = sum(1 for name, result in reports[0].items() if result == "passed" and name not in flaky)
    if not passing:
        raise TaskError("none of the tests passes each time in a box, so they check nothing; name others with --check")
    notes.append(f"{passing} tests have to pass; they take {suite.wall_s:.1f} s")
    budget_s = round(max(draft.budget_s, CANDIDATES * suite.wall_s), -1)
    return replace(draft, flaky=flaky, tests_wall_s=max(60.0, round(10.0 * suite.wall_s)), budget_s=budget_s)


def _hot(
    draft: Draft, rig_of: Callable[[Draft], BoxRig], seed: Seed, mark: str, core: int | None, notes: list[str]
) -> Draft:
    """Only files that the time goes to may be changed, unless a person named others."""
    if set(draft.editable) != set(_code(draft)) or len(draft.editable) == 1:
        return draft
    task = draft.task()
    try:
        profile = measure_profile(task, task.start, seed, lab_mark=mark, core=core, rig=rig_of(draft))
    except NoProfile as exc:
        notes.append(f"no profile: {exc}; every file of the program may be changed")
        return draft
    shares = {path: sum(lines.values()) for path, lines in profile.own.items() if path in draft.editable}
    hot = sorted((path for path, share in shares.items() if share >= HOT), key=lambda path: -shares[path])
    if not hot:
        notes.append("the time goes to no file that may be changed: expect little")
        return draft
    told = ", ".join(f"{path} {shares[path]:.0%}" for path in hot[:5])
    notes.append(f"the time goes to {told}; other files stay as they are (--editable GLOB names others)")
    return replace(draft, editable=tuple(sorted(hot[:MOST_FILES])))
