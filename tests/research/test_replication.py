"""What a replication comes to, and what of a claim from elsewhere is not even run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import exp
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.bench.claim import attempt_alpha, judge_pairs
from leadscrew.core.experiment import Claim, Effect, Evidence, Pair, Status, Trial
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Mounted, Task
from leadscrew.errors import ChangeError, LeadscrewError, MachineError, RecordError, TaskError
from leadscrew.ledger.chain import GENESIS, Fact
from leadscrew.ledger.claim_file import Carried
from leadscrew.research.replication import (
    Finding,
    asked_of_here,
    check_numbers,
    check_sources,
    finding_of,
    foreign_adapters,
    subject_of,
)
from leadscrew.research.run import OwnReader
from leadscrew.sources.draft import WARM_TORCH, Draft, Origin
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = """goal = "Make it faster"
editable = ["*.py"]
[candidate]
call = "a:f"
{candidate}
[metric]
kind = "time"
{more}
"""
PATHS = {
    "candidate": 'packages = ["numpy", "/usr/lib/x"]',
    "more": '[environment]\nmounts = ["/data/a:data", "/data/b:/b"]\nvenv = "/their/venv"\ndevices = ["/dev/nvidia0"]\n',
}
START = {"a.py": b"def f(): return 1\n"}
CHANGE: dict[str, bytes | None] = {"a.py": b"def f(): return 2\n"}


# what a measurement says


def effect(factor: float, low: float | None = None, high: float | None = None) -> Effect:
    return Effect(factor=factor, low=factor / 1.05 if low is None else low, high=high or factor * 1.05, level=0.99)


def claim(found: Effect | None, *, gain: bool = True, reason: str = "", kinds: tuple[str, ...] = ("claim",)) -> Claim:
    evidence = () if found is None else tuple(
        Evidence(kind=kind, effect=found, e_value=1e6, pairs=40, total_ratio=2.0, total_low=1.9, total_high=2.1,
                 excess=None, excess_upper=None, holds=gain, reason=reason) for kind in kinds
    )  # fmt: skip
    return Claim(gain=gain, number=1, attempt=1, alpha=0.005, evidence=evidence, reason=reason)


SAID = claim(effect(2.0))
HERE: dict[str, tuple[Claim, str, Finding, str]] = {
    "the same": (claim(effect(2.0)), "", Finding.REPLICATED, "overlap"),
    "smaller": (claim(effect(1.6)), "", Finding.REPLICATED, "smaller than claimed"),
    "larger": (claim(effect(3.0)), "", Finding.REPLICATED, "larger than claimed"),
    "under half": (claim(effect(1.1)), "", Finding.NOT_REPLICATED, "below half"),
    "nothing": (claim(effect(1.0), gain=False), "", Finding.NOT_REPLICATED, "below half"),
    "slower": (claim(effect(0.5), gain=False), "", Finding.NOT_REPLICATED, "below half"),
    "an answer failed": (claim(effect(2.0)), "wrong", Finding.NOT_REPLICATED, "wrong"),
    "nothing was measured": (claim(None, gain=False, reason="no time"), "", Finding.CANNOT_DECIDE, "no time"),
    "tests broke": (claim(None, gain=False), "a test broke", Finding.NOT_REPLICATED, "a test broke"),
    "too noisy": (claim(effect(1.5, 0.9, 3.0), gain=False, reason="noise"), "", Finding.CANNOT_DECIDE, "noise"),
    "no bound": (claim(Effect(factor=1.5, low=0.0, high=None, level=0.99), gain=False, reason="few"), "",
                 Finding.CANNOT_DECIDE, "few"),
    "other kinds": (claim(effect(2.0), kinds=("claim", "held_out")), "", Finding.CANNOT_DECIDE, "other kinds"),
}  # fmt: skip


@pytest.mark.parametrize("name", HERE)
def test_a_measurement_here_comes_to(name):
    here, failed, finding, word = HERE[name]
    found = finding_of(SAID, here, failed=failed)
    assert found.finding is finding and word in found.reason
    assert found.claimed == SAID.evidence[0].effect
    assert found.here == (here.evidence[0].effect if here.evidence else None)


@given(factor=st.floats(0.1, 10.0), said=st.floats(1.05, 10.0), gain=st.booleans())
def test_only_a_gain_here_replicates(factor, said, gain):
    found = finding_of(claim(effect(said)), claim(effect(factor), gain=gain, reason="r"), failed="")
    assert gain or found.finding is not Finding.REPLICATED
    assert factor * 1.05 >= 1.0 or found.finding is Finding.NOT_REPLICATED


# what may be run


def task_of(settings: str = "", *, candidate: str = "", more: str = "") -> Task:
    text = settings or SETTINGS.format(candidate=candidate, more=more)
    plain = SETTINGS.format(candidate="", more="")
    made = task_from_parts(name="t", settings=plain.encode(), judge=b"", start=Program(START))
    return replace(made, settings=text.encode(), judge=b"x = 1\n")


def carried_of(
    about: Task, /, change: Mapping[str, bytes | None] = CHANGE, *, facts: tuple[tuple[str, Any], ...] = (),
    claimed: Mapping[str, Any] | None = None, **started: Any,
) -> Carried:  # fmt: skip
    """A claim on a task, as a file that holds together has it."""
    contents = {"s": about.settings, "j": about.judge, **about.start.files}
    contents |= {f"new {path}": content for path, content in change.items() if content is not None}
    body = {"task": about.name, "task_digest": about.digest, "settings_artefact": "s", "judge_artefact": "j",
            "start_files": {path: path for path in about.start.files}, **started}  # fmt: skip
    files = {path: None if content is None else f"new {path}" for path, content in change.items()}
    told = [("run_started", body), *facts, ("claim", {"files": files, **(claimed or {})})]
    made = [Fact(seq=n, at=1.0, run="r1", kind=kind, body=body, prev=GENESIS) for n, (kind, body) in enumerate(told, 1)]
    return Carried(
        lab="0" * 16, run="r1", version="0", whole=True, head="0" * 64, facts=tuple(made), artefacts=contents,
        secret=b"",
    )  # fmt: skip


def subject(carried: Carried, use: Mapping[str, str] | None = None, budget_s: float = 60.0) -> Task:
    return subject_of(carried, use or {}, budget_s=budget_s)[0]


def test_a_task_that_asks_for_nothing_is_what_the_run_was_about():
    task, change = subject_of(carried_of(task_of()), {}, budget_s=60.0)
    assert task.digest == task_of().digest and change == CHANGE and task.judge == b"x = 1\n"
    with pytest.raises(RecordError, match="digest differs"):
        subject(carried_of(task_of(), task_digest="0" * 64))


@pytest.mark.parametrize("name", [5, None, ["t"], "\x1b[31m", "../x", "a/b", "t" * 100])
def test_a_name_that_is_none_is_not_used(name):
    assert subject(carried_of(task_of(), task=name)).name == "claim"


def test_code_that_runs_before_every_trial_has_to_be_allowed_unless_it_comes_with_leadscrew():
    known = f'warmup = """{WARM_TORCH}"""\n'
    assert subject(carried_of(task_of(candidate=known))).entry.warmup.strip() == WARM_TORCH.strip()
    carried = carried_of(task_of(candidate='warmup = "import ctypes"\n'))
    with pytest.raises(TaskError, match="give --use warm-up"):
        subject(carried)
    assert subject(carried, {"warm-up": "warm-up"}).entry.warmup == "import ctypes"


def test_what_calls_the_program_has_to_be_as_this_leadscrew_writes_it():
    def drafted(**more: bytes) -> Task:
        draft = Draft(
            name="t", origin=Origin(repository="/r"), files={"m.py": b"", "m.egg-info/PKG-INFO": b"Name: m\n"}, call="m:f",
            inputs=b"def inputs(seed):\n    return (seed,)\n", editable=("m.py",), path=(".",),
        )  # fmt: skip
        task = draft.task()
        return replace(task, start=task.start.with_files(more))

    assert foreign_adapters(drafted()) == {}
    own = drafted().start.files["leadscrew_call.py"]
    slow = own + b"\nimport time\ntime.sleep(1)\n"
    assert list(foreign_adapters(drafted(**{"leadscrew_call.py": slow}))) == ["leadscrew_call.py"]
    named = own.replace(b"TARGET = 'm:f'", b"TARGET = 'm:f' if __import__('os') else ''")
    assert named != own and list(foreign_adapters(drafted(**{"leadscrew_call.py": named}))) == ["leadscrew_call.py"]
    assert list(foreign_adapters(drafted(**{"leadscrew_more.py": b""}))) == ["leadscrew_more.py"]


def test_every_path_has_to_be_allowed_one_by_one():
    carried = carried_of(task_of(**PATHS))
    asked = asked_of_here(carried)
    assert asked == ("/their/venv", "/data/a", "/data/b", "/dev/nvidia0", "/usr/lib/x")
    use = {path: f"/mine{path}" for path in asked} | {"/dev/nvidia0": "/dev/nvidia1", "/usr/lib/x": "/usr/lib/x"}
    around = subject(carried, use).surroundings
    assert around.mounts == (Mounted(source="/mine/data/a", target="data"), Mounted(source="/mine/data/b", target="/b"))
    assert (around.venv, around.devices) == ("/mine/their/venv", ("/dev/nvidia1",))
    for path in asked:
        with pytest.raises(TaskError, match=path):
            subject(carried, {other: mine for other, mine in use.items() if other != path})
    with pytest.raises(TaskError, match="does not ask for it"):
        subject(carried, {**use, "/more": "/more"})
    with pytest.raises(TaskError, match="mounted where it is"):
        subject(carried, {**use, "/usr/lib/x": "/bin"})
    with pytest.raises(TaskError, match="devices"):
        subject(carried, {**use, "/dev/nvidia0": "/dev/sda"})


def test_a_path_is_quoted_where_somebody_may_copy_it():
    with pytest.raises(TaskError) as caught:
        subject(carried_of(task_of(more='[environment]\nmounts = ["/x; rm -rf ~:data"]\n')))
    assert "give --use '/x; rm -rf ~'=" in str(caught.value)


LIMITS = ("memory_mb = 90000000", "disk_mb = 90000000", "processes = 5000", "answer_mb = 300", "wall_s = 4000.0")


@pytest.mark.parametrize("line", LIMITS)
def test_a_task_may_not_take_what_this_machine_lacks(line):
    with pytest.raises(MachineError, match=line.split(" ")[0].replace("wall_s", "--budget")):
        subject(carried_of(task_of(more=f"[limits]\n{line}\n")))


def test_a_trial_may_hang_for_as_long_as_somebody_gave():
    carried = carried_of(task_of(more="[limits]\nwall_s = 4000.0\n[tests]\ncommand = ['x']\nwall_s = 5000.0\n"))
    with pytest.raises(MachineError):
        subject(carried, budget_s=4500.0)
    assert subject(carried, budget_s=5000.0).limits.wall_s == 4000.0


CHANGES: dict[str, dict[str, bytes | None]] = {
    "empty": {}, "the start": {"a.py": START["a.py"]}, "not editable": {"a.txt": b""}, "outside": {"../a.py": b""},
    "absolute": {"/a.py": b""}, "no text": {"a.py": b"\xff"}, "hidden": {"\u200b.py": b""}, "folder": {"a.py/b.py": b""},
    "surrogate": {"\ud800.py": b""}, "long": {"a" * 300 + ".py": b""}, "large": {"a.py": b"#" * (2 << 20)},
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_the_task_does_not_allow_is_refused(name):
    with pytest.raises(RecordError):
        subject(carried_of(task_of(), CHANGES[name]))


@given(settings=st.text() | st.sampled_from([*SETTINGS.splitlines(), "a." * 40_000, "x = " + "[" * 3000]))
def test_any_task_file_is_a_task_or_refused(settings):
    carried = carried_of(task_of(settings or "#"))
    with pytest.raises(RecordError):
        subject(carried)


class Busy:
    """A reader that one program keeps busy."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def read(self, program: Program) -> str:
        self.seen += 1
        if self.seen == self.at:
            raise ChangeError("the source takes longer than 5 s to compile")
        return ""

    def close(self) -> None:
        pass


def test_judge_start_and_change_are_all_read_in_the_box():
    check_sources(task_of(), CHANGE, OwnReader())
    for at, what in enumerate(("judge.py", "start", "change"), 1):
        with pytest.raises(RecordError, match=f"the claim file's {what} is not sound: the source takes longer"):
            check_sources(task_of(), CHANGE, Busy(at))


# what the claim says, by its own pairs


def measured(kind: str = "claim", *, count: int = 40, new: float = 0.02, **trial: Any) -> list[tuple[str, Any]]:
    facts = []
    for n in range(count):
        times = [0.05 * exp(((n * 7) % 11 - 5) / 500), new * exp(((n * 3) % 7 - 3) / 500)]
        old, fast = (Trial(status=Status.OK, wall_s=wall_s) for wall_s in times)
        pair = msgspec.to_builtins(Pair(seed=n, new=fast, old=old, new_first=bool(n % 2)))
        pair["new"] |= trial
        facts.append(("claim_pair", {"attempt": 1, "kind": kind, "counter": n, "pair": pair}))
    return facts


def found_in(facts: list[tuple[str, Any]], kind: str = "claim") -> dict[str, Any]:
    pairs = [msgspec.convert(body["pair"], Pair) for _, body in facts]
    found = judge_pairs(task_of(), 0.01, pairs, kind=Purpose(kind), alpha=attempt_alpha(1))
    assert found is not None
    made: dict[str, Any] = msgspec.to_builtins(found)
    return made


PAIRS = measured()
EVIDENCE = found_in(PAIRS)
FEW = measured(count=15)


def checked(
    facts: list[tuple[str, Any]] = PAIRS, *, scale: Any = 0.01, evidence: Any = None, before: Any = (), **changed: Any
) -> Claim:
    said = {"gain": True, "number": 1, "attempt": 1, "alpha": attempt_alpha(1), "reason": "",
            "evidence": [EVIDENCE] if evidence is None else evidence, **changed}  # fmt: skip
    told = (*before, ("noise", {"scale": scale}), *facts)
    return check_numbers(carried_of(task_of(), facts=told, claimed=said), task_of())


def test_a_claim_whose_pairs_say_so_is_taken():
    assert checked().evidence[0].effect.factor == pytest.approx(2.5, rel=0.01)
    held_out = measured("held_out")
    both = [EVIDENCE, {**found_in(held_out, "held_out")}]
    assert len(checked([*PAIRS, *held_out], evidence=both).evidence) == 2
    lost: tuple[Any, ...] = (
        ("claim", {}),
        ("claim_pair", {"attempt": 3, "kind": "claim", "pair": PAIRS[0][1]["pair"]}),
    )
    assert checked(before=lost[1:]).attempt == 1
    with pytest.raises(RecordError, match="attempt 1, but 2"):
        checked(before=lost)


STRANGE: dict[str, dict[str, Any]] = {
    "no gain": {"gain": False},
    "no evidence": {"evidence": []},
    "evidence that is none": {"evidence": [1]},
    "no list": {"evidence": None, "number": "x"},
    "evidence of a kind that does not exist": {"evidence": [{**EVIDENCE, "kind": "nope"}]},
    "evidence from search": {"evidence": [{**EVIDENCE, "kind": "search"}]},
    "evidence twice": {"evidence": [EVIDENCE, EVIDENCE]},
    "held-out alone": {"evidence": [{**EVIDENCE, "kind": "held_out"}]},
    "held-out without pairs": {"evidence": [EVIDENCE, {**EVIDENCE, "kind": "held_out"}]},
    "pairs that it does not speak of": {"facts": [*PAIRS, *measured("held_out")]},
    "another attempt": {"attempt": 2},
    "an attempt without end": {"attempt": 10**40},
    "more attempts than there are": {"attempt": 1200, "before": [("claim", {})] * 1199},
    "an attempt below 1": {"attempt": -5000},
    "another alpha": {"alpha": 0.01},
    "no noise": {"scale": None},
    "noise as a word": {"scale": "nan"},
    "noise below 0": {"scale": -1.0},
    "noise without end": {"scale": 10**400},
    "too few pairs": {"facts": FEW, "evidence": [found_in(FEW)]},
    "no pairs": {"facts": []},
    "pairs without end": {"facts": PAIRS * 11},
    "no gain in its pairs": {"facts": measured(new=0.05)},
    "a negative time": {"facts": [*PAIRS[1:], *measured(count=1, wall_s=-1.0)]},
    "no time": {"facts": [*PAIRS[1:], *measured(count=1, wall_s=0.0)]},
    "a huge time": {"facts": [*PAIRS[1:], *measured(count=1, wall_s=1e300)]},
    "a huge number": {"facts": [*PAIRS[1:], *measured(count=1, wall_s=10**400)]},
    "a time as a word": {"facts": [*PAIRS[1:], *measured(count=1, wall_s="nan")]},
    "a huge quality": {"facts": [*PAIRS[1:], *measured(count=1, quality=1e300)]},
    "a status that does not exist": {"facts": [*PAIRS[1:], *measured(count=1, status="nope")]},
    "a wrong answer": {"facts": [*PAIRS[1:], *measured(count=1, status="wrong")]},
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_claim_that_makes_no_sense_is_refused(name):
    with pytest.raises(RecordError):
        checked(**STRANGE[name])


@given(data=st.data(), by=st.floats(1.001, 100.0))
def test_no_number_of_a_claim_can_be_changed(data, by):
    numbers = sorted(name for name, value in EVIDENCE.items() if type(value) is float)
    name = data.draw(st.sampled_from([*numbers, "effect", "pairs", "reason", "holds", "excess", "score"]))
    changed: Any = EVIDENCE[name]
    if name == "effect":
        end = data.draw(st.sampled_from(["factor", "low", "high", "level"]))
        changed = {**changed, end: changed[end] * by}
    elif name in numbers:
        changed = changed * by
    else:
        changed = {"pairs": 41, "reason": "\x1b[31m", "holds": False, "excess": 0.0, "score": 0.0}[name]
    with pytest.raises(RecordError, match="numbers were changed"):
        checked(evidence=[{**EVIDENCE, name: changed}])


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANY = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))


def test_a_pair_of_no_kind_is_refused():
    with pytest.raises(RecordError, match="its pairs on"):
        checked(facts=[*PAIRS[1:], ("claim_pair", {**PAIRS[0][1], "kind": None})])


@given(data=st.data(), value=ANY)
def test_whatever_stands_in_a_claim_is_taken_or_refused_and_nothing_else(data, value):
    name = data.draw(st.sampled_from(["gain", "number", "attempt", "alpha", "evidence", "reason", "scale", "facts"]))
    if name == "facts":
        key = data.draw(st.sampled_from(["attempt", "kind", "pair"]))
        given_facts = [*PAIRS[1:], ("claim_pair", {**PAIRS[0][1], key: value})]
        changed: dict[str, Any] = {"facts": given_facts}
    else:
        changed = {name: value}
    try:
        checked(**changed)
    except LeadscrewError as exc:
        assert isinstance(exc, RecordError)
