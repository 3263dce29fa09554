"""Of a change, what carries the gain is left; taking all of it back together gives the whole."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from math import inf

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscrew.bench.reduce import (
    EarlierReduction,
    Removal,
    blocks_between,
    hunks_between,
    reduce_change,
    with_hunks,
)
from leadscrew.core.experiment import Pair, Status, Trial
from leadscrew.core.program import Program

lines = st.lists(st.sampled_from(["a", "b", "", "c\x0cd", "e\r", "ä\u2028"]), max_size=9)
texts = st.builds(lambda found, end: "\n".join(found) + end, lines, st.sampled_from(["", "\n"])).map(str.encode)
programs = st.dictionaries(
    st.sampled_from(["a.py", "b.py", "lib/__init__.py", "data.bin"]), texts | st.just(b"") | st.binary(max_size=6)
).map(Program)


@given(programs, programs)
def test_all_hunks_together_give_the_new_program_and_none_the_old(old, new):
    hunks = hunks_between(old, new)
    assert with_hunks(old, new, hunks).digest == new.digest
    assert (hunks == ()) == (old.digest == new.digest)
    if old.digest != new.digest and all(old.files.get(path) for path in set(old.files) | set(new.files)):
        assert with_hunks(old, new, ()).digest == old.digest


@given(programs, programs, st.data())
def test_the_order_in_which_hunks_are_named_does_not_matter(old, new, data):
    hunks = hunks_between(old, new)
    some = tuple(data.draw(st.lists(st.sampled_from(hunks), unique=True))) if hunks else ()
    assert with_hunks(old, new, some).digest == with_hunks(old, new, some[::-1]).digest


@given(st.sets(st.integers(0, 19)), st.sets(st.integers(0, 19)))
def test_a_hunk_is_one_place_and_can_be_left_out_alone(places, dropped):
    def text(changed):
        return "".join(f"line {n} {'new' if n in changed else 'old'}\n" for n in range(20))

    apart = {n for n in places if n - 1 not in places}
    old, new = Program({"a.py": text(set()).encode()}), Program({"a.py": text(apart).encode()})
    hunks = hunks_between(old, new)
    assert len(hunks) == len(apart)
    kept = tuple(hunk for hunk in hunks if hunk.start not in dropped)
    assert with_hunks(old, new, kept).text("a.py") == text(apart - dropped)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("line", [b"x\n", b"\n"])
def test_a_hundred_thousand_identical_lines_are_compared_in_bounded_time(line):
    old = Program({"a.py": b"start\n" + line * 100_000 + b"end\n"})
    for text in (
        b"other\n" + line * 90_000,
        b"start\n" + line * 50_000 + b"middle\n" + line * 50_000 + b"end\nmore\n",
        b"".join(b"%d\n" % (number % 100) + line for number in range(100_000)),
        b"".join(b"%d\n" % (number % 50) for number in range(100_000)),
    ):
        new = Program({"a.py": text})
        for one, other in ((old, new), (new, old)):
            assert with_hunks(one, other, hunks_between(one, other)).digest == other.digest


@given(lines, lines)
def test_differing_lines_are_as_few_as_difflib_finds(before, after):
    old, new = (Program({"a.py": "".join(f"{line}\n" for line in found).encode()}) for found in (before, after))
    assert with_hunks(old, new, blocks_between(old, new)).digest == new.digest
    assert all(hunk.stop > hunk.start or hunk.lines for hunk in hunks_between(old, new))


def test_lines_that_stand_together_are_hunks_of_their_own_where_both_sides_have_them():
    old = Program({"a.py": b"a = 1\nb = 2\nif a:\n    c = 3\nend\n"})
    new = Program({"a.py": b"a = 4\nb = 5\nif b:\n    c = 6\nend\n"})
    assert [(hunk.start, hunk.stop) for hunk in hunks_between(old, new)] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    indented = Program({"a.py": b"    a = 4\nb = 5\nif b:\n    c = 6\nend\n"})
    assert len(hunks_between(old, indented)) == 1
    shorter = Program({"a.py": b"a = 4\nif b:\n    c = 6\nend\n"})
    assert len(hunks_between(old, shorter)) == 1


class LineRig:
    """A program takes a second over the product of the factors on its lines.

    `needs=PATH` crashes without that file, `both=NAME` or `ftwin=FACTOR` on one line only crashes, `after=NAME` needs
    `before=NAME`.
    """

    def __init__(self, noise=0.02):
        self.rng, self.noise, self.trials, self.programs = random.Random(0), noise, 0, set()

    def trial(self, program, seed, *, cut_s):
        self.trials += 1
        self.programs.add(program.digest)
        speed, quality = 1.0, 0.0
        text = "".join(program.text(path) for path in program.files).splitlines()
        for line in text:
            name, _, value = line.partition("=")
            broken = (
                (name == "needs" and value not in program.files)
                or (name in ("both", "ftwin") and text.count(line) == 1)
                or (name == "after" and f"before={value}" not in text)
            )
            if broken:
                return Trial(status=Status.CRASHED, wall_s=0.1, reason=f"{line} does not hold")
            if name.startswith("f"):
                speed *= float(value)
            if name.startswith("q"):
                quality += float(value)
        wall_s = self.rng.lognormvariate(0, self.noise) / speed
        return Trial(status=Status.OK, wall_s=wall_s, cpu_s=1.0, quality=quality + seed.value % 7 * 0.001)

    def close(self):
        pass


def reduced(bench, start, champion, *, margin=None, noise=0.02, left_s=lambda: inf, earlier=None):
    """What is left of the champion, the journal and the rig."""
    made = bench(margin=margin)
    made.floor.task = replace(made.task, start=start, editable=("**",))
    made.floor.rig = LineRig(noise)
    left = reduce_change(made.floor, made.noise, champion, left_s=left_s, earlier=earlier)
    return left, made.journal, made.floor.rig


def recorded(facts) -> EarlierReduction:
    """What facts say of an interrupted reduction."""
    earlier = EarlierReduction()
    for kind, body in facts:
        if kind == "reduction_pair":
            earlier.pairs.setdefault(body["step"], []).append(msgspec.convert(body["pair"], Pair))
        if kind == "reduced":
            removal = Removal(hunks=tuple(body["hunks"]), dropped=body["dropped"], broke=body["broke"])
            earlier.removals[body["step"]] = removal
        if kind == "reduction_start":
            earlier.start_quality[body["seed"]] = body["trial"]["quality"]
    return earlier


def spread(**changed: str) -> Program:
    """Twenty lines of factor 1, some of them changed."""
    return Program({"main.py": "".join(f"f{n}={changed.get(f'f{n}', '1')}\n" for n in range(20)).encode()})


def lines_of_text(program: Program) -> set[str]:
    return set(program.text("main.py").split())


def plain_lines(changed: Mapping[int, str]) -> Program:
    """Forty lines that mean nothing, some of them replaced, so that every other line is a hunk of its own."""
    return Program({"main.py": "".join(f"{changed.get(n, f'gap{n}')}\n" for n in range(40)).encode()})


def test_of_eight_hunks_the_three_that_carry_the_gain_are_left(bench):
    carry = {3: "f=1.3", 15: "f=1.5", 33: "f=1.25"}
    champion = plain_lines({**carry, **dict.fromkeys((1, 7, 9, 21, 27), "cosmetic")})
    assert len(hunks_between(plain_lines({}), champion)) == 8
    left, journal, _ = reduced(bench, plain_lines({}), champion)
    assert left.digest == plain_lines(carry).digest
    pairs = sum(kind == "reduction_pair" for kind, _ in journal.facts)
    assert pairs < 100


@given(st.sets(st.integers(0, 7), min_size=1))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whichever_hunks_carry_the_gain_are_left(bench, carrying):
    carry = {4 * n: "f=1.4" for n in carrying}
    champion = plain_lines({**{4 * n: "cosmetic" for n in range(8)}, **carry})
    left, _, _ = reduced(bench, plain_lines({}), champion, noise=0.005)
    assert left.digest == plain_lines(carry).digest


def test_adjacent_statements_are_told_apart(bench):
    start = Program({"main.py": b"a\nb\nc\nd\n"})
    champion = Program({"main.py": b"a\nx\nf=2\nz\n"})
    left, _, _ = reduced(bench, start, champion)
    assert left.text("main.py") == "a\nb\nf=2\nd\n"


@pytest.mark.parametrize("places", [(1, 33), (1, 7), (13, 15)])
def test_hunks_that_only_work_together_are_dropped_together(bench, places):
    carry = {3: "f=1.3", 17: "f=1.5"}
    champion = plain_lines({**carry, 23: "cosmetic", **dict.fromkeys(places, "both=x")})
    left, _, _ = reduced(bench, plain_lines({}), champion)
    assert left.digest == plain_lines(carry).digest


def test_a_renaming_in_many_places_is_dropped_as_a_whole(bench):
    carry = {5: "f=1.3", 17: "f=1.5"}
    champion = plain_lines({**carry, 1: "before=x", **dict.fromkeys((9, 13, 29, 37), "after=x")})
    left, _, _ = reduced(bench, plain_lines({}), champion)
    assert left.digest == plain_lines(carry).digest


def test_hunks_that_carry_the_gain_only_together_are_both_kept(bench):
    carry = {3: "ftwin=1.2", 19: "f=1.5", 31: "ftwin=1.2"}
    champion = plain_lines({**carry, 5: "both=x", 17: "both=x", 23: "cosmetic"})
    left, _, _ = reduced(bench, plain_lines({}), champion)
    assert left.digest == plain_lines(carry).digest


def test_small_losses_do_not_add_up(bench):
    champion = plain_lines({4 * n: "f=1.015" for n in range(10)})
    left, _, _ = reduced(bench, plain_lines({}), champion, noise=0.002)
    lost = 10 - left.text("main.py").count("f=1.015")
    assert lost > 0 and 1.015**lost < 1.06


def test_a_file_that_the_gain_needs_is_kept_though_it_is_empty(bench):
    start = spread()
    champion = start.with_files({
        "main.py": b"needs=lib/__init__.py\n" + spread(f3="2.0", f9="1.0").files["main.py"], "lib/__init__.py": b""
    })  # fmt: skip
    left, _, _ = reduced(bench, start, champion)
    assert "f3=2.0" in left.text("main.py") and "f9=1\n" in left.text("main.py")
    assert ("lib/__init__.py" in left.files) is ("needs" in left.text("main.py"))


def test_what_makes_up_for_a_loss_of_quality_is_kept(bench):
    start = plain_lines({})
    champion = plain_lines({3: "q=0.2", 5: "f=2", 17: "q=-0.2", 23: "cosmetic", 31: "needs=both.py"})
    champion = champion.with_files({"both.py": b"f=3\n"})
    left, _, _ = reduced(bench, start, champion, margin=0.1)
    kept = lines_of_text(left)
    assert ("q=0.2" in kept) <= ("q=-0.2" in kept)
    assert "f=2" in kept and "cosmetic" not in kept


def test_a_quality_better_than_the_starts_may_be_given_up(bench):
    """What counts is the start: a champion that is also better is not the measure."""
    champion = plain_lines({3: "f=2", 17: "q=-0.2"})
    left, journal, _ = reduced(bench, plain_lines({}), champion, margin=0.1)
    assert left.digest == plain_lines({3: "f=2"}).digest
    assert journal.count("reduction_start") >= 8


def test_small_losses_of_quality_do_not_add_up_and_are_held_against_the_start(bench):
    start = plain_lines({})
    champion = plain_lines({1: "f=2", 3: "q=0.04", **{4 * n + 1: "q=-0.02" for n in range(1, 9)}})
    left, _, _ = reduced(bench, start, champion, margin=0.1)
    quality = sum(float(line[2:]) for line in left.text("main.py").split() if line.startswith("q="))
    assert quality <= 0.05 + 1e-9 and "f=2" in lines_of_text(left)


def test_a_change_of_one_hunk_is_not_measured_again(bench):
    champion = spread(f3="2.0")
    left, journal, rig = reduced(bench, spread(), champion)
    assert left.digest == champion.digest and rig.trials == 0 and journal.facts == []


def test_the_last_hunk_is_never_dropped(bench):
    left, _, _ = reduced(bench, spread(), spread(f3="1.0", f9="1.0", f15="1.0"))
    assert len(hunks_between(spread(), left)) == 1


def test_without_time_the_champion_stays_as_it_is(bench):
    champion = spread(f3="2.0", f9="1.0")
    left, _, rig = reduced(bench, spread(), champion, left_s=lambda: 0.0)
    assert left.digest == champion.digest and rig.trials == 0


def test_a_removal_that_cannot_be_decided_leaves_time_for_the_others(bench):
    """The first two hunks lose just what is allowed, which no number of pairs decides."""
    champion = plain_lines({1: "f=1.05", 5: "f=2", 33: "cosmetic", 37: "cosmetic"})
    made = bench()
    made.floor.task = replace(made.task, start=plain_lines({}))
    made.floor.rig = LineRig()
    left_s = lambda: 150.0 - made.floor.rig.trials  # noqa: E731
    left = reduce_change(made.floor, made.noise, champion, left_s=left_s)
    assert "f=2" in lines_of_text(left) and "cosmetic" not in lines_of_text(left)
    assert left_s() > -3


def test_an_interrupted_reduction_goes_on_where_it_stopped(bench):
    champion = plain_lines({3: "f=1.3", 15: "f=1.5", 1: "cosmetic", 9: "both=x", 21: "q=-0.2", 27: "both=x"})
    whole, journal, _ = reduced(bench, plain_lines({}), champion, margin=0.1)
    assert whole.digest == plain_lines({3: "f=1.3", 15: "f=1.5"}).digest
    facts = journal.facts
    assert {kind for kind, _ in facts} == {"reduction_pair", "reduced", "reduction_start"}
    for stop in range(0, len(facts), 7):
        again, rest, _ = reduced(bench, plain_lines({}), champion, margin=0.1, earlier=recorded(facts[:stop]))
        assert again.digest == whole.digest
        decided = {body["step"] for kind, body in facts[:stop] if kind == "reduced"}
        assert decided.isdisjoint(body["step"] for _, body in rest.facts)
        steps = [body["step"] for kind, body in facts[:stop] + rest.facts if kind == "reduced"]
        assert steps == list(range(len(steps)))
    again, rest, other = reduced(bench, plain_lines({}), champion, margin=0.1, earlier=recorded(facts))
    assert again.digest == whole.digest and other.trials == 0 and rest.facts == []


def test_a_file_cannot_be_left_beside_the_folder_that_replaced_it(bench):
    start = Program({"main.py": b"f1=1\n", "part": b"x\n"})
    champion = Program({"main.py": b"f1=2.0\n", "part/one.py": b"y\n"})
    left, _, _ = reduced(bench, start, champion)
    assert left.files == {"main.py": b"f1=2.0\n", "part": b"x\n"}


@pytest.mark.parametrize("name", ["b.py", "lib/b.py"])
def test_a_file_that_the_gain_does_not_need_is_dropped(bench, name):
    champion = spread(f3="2.0").with_files({name: b"unused\n"})
    left, _, _ = reduced(bench, spread(), champion)
    assert set(left.files) == {"main.py"}
