"""Of a change, what carries the gain is left; taking all of it back together gives the whole."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.bench.reduce import hunks_between, reduce_change, with_hunks
from leadscrew.core.experiment import Status, Trial
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


class LineRig:
    """A program takes a second over the product of the factors on its lines; `broken` lines make it crash."""

    def __init__(self):
        self.rng, self.trials = random.Random(0), 0

    def trial(self, program, seed, *, cut_s):
        self.trials += 1
        speed, quality = 1.0, 0.0
        for line in "".join(program.text(path) for path in program.files).splitlines():
            name, _, value = line.partition("=")
            if name == "needs" and value not in program.files:
                return Trial(status=Status.CRASHED, wall_s=0.1, reason=f"no {value}")
            if name.startswith("f"):
                speed *= float(value)
            if name.startswith("q"):
                quality += float(value)
        return Trial(status=Status.OK, wall_s=self.rng.lognormvariate(0, 0.02) / speed, cpu_s=1.0, quality=quality)

    def close(self):
        pass


def reduced(bench, start, champion, *, margin=None, **options):
    """What is left of the champion, the journal and the number of trials."""
    made = bench(margin=margin)
    made.floor.task = replace(made.task, start=start, editable=("**",))
    made.floor.rig = LineRig()
    left = reduce_change(
        made.floor, made.noise, champion, out_of_time=options.pop("out_of_time", lambda: False), **options
    )
    return left, made.journal, made.floor.rig.trials


def spread(**changed: str) -> Program:
    """Twenty lines of factor 1, some of them changed."""
    return Program({"main.py": "".join(f"f{n}={changed.get(f'f{n}', '1')}\n" for n in range(20)).encode()})


def test_a_file_that_the_gain_needs_is_kept_though_it_is_empty(bench):
    start = spread()
    champion = start.with_files({
        "main.py": b"needs=lib/__init__.py\n" + spread(f3="2.0", f9="1.0").files["main.py"], "lib/__init__.py": b""
    })  # fmt: skip
    left, _, _ = reduced(bench, start, champion)
    assert "lib/__init__.py" in left.files
    assert "f3=2.0" in left.text("main.py") and "f9=1\n" in left.text("main.py")


def test_a_change_that_makes_the_answers_worse_when_dropped_is_kept(bench):
    start = Program({"main.py": spread().files["main.py"] + b"gap\ngap\nq=0\n"})
    champion = Program({"main.py": spread(f3="2.0", f9="1.0").files["main.py"] + b"gap\ngap\nq=-0.2\n"})
    left, _, _ = reduced(bench, start, champion, margin=0.1)
    assert "q=-0.2" in left.text("main.py") and "f9=1\n" in left.text("main.py")


def test_a_change_of_one_hunk_is_not_measured_again(bench):
    champion = spread(f3="2.0")
    left, journal, trials = reduced(bench, spread(), champion)
    assert left.digest == champion.digest and trials == 0 and journal.facts == []


def test_the_last_hunk_is_never_dropped(bench):
    left, _, _ = reduced(bench, spread(), spread(f3="1.0", f9="1.0", f15="1.0"))
    assert len(hunks_between(spread(), left)) == 1


def test_without_time_the_champion_stays_as_it_is(bench):
    champion = spread(f3="2.0", f9="1.0")
    left, _, trials = reduced(bench, spread(), champion, out_of_time=lambda: True)
    assert left.digest == champion.digest and trials == 0


def test_an_interrupted_reduction_goes_on_where_it_stopped(bench):
    champion = spread(f3="2.0", f9="1.0", f15="1.0")
    whole, journal, trials = reduced(bench, spread(), champion)
    rulings = {body["hunk"]: body["dropped"] for kind, body in journal.facts if kind == "reduced"}
    assert rulings == {0: False, 1: True, 2: True}
    again, _, none = reduced(bench, spread(), champion, earlier=rulings)
    assert again.digest == whole.digest and none == 0
    rest, _, some = reduced(bench, spread(), champion, earlier={0: False, 1: True})
    assert rest.digest == whole.digest and 0 < some < trials


def test_a_file_cannot_be_left_beside_the_folder_that_replaced_it(bench):
    start = Program({"main.py": b"f1=1\n", "part": b"x\n"})
    champion = Program({"main.py": b"f1=2.0\n", "part/one.py": b"y\n"})
    left, _, _ = reduced(bench, start, champion)
    assert "f1=2.0" in left.text("main.py")


@pytest.mark.parametrize("name", ["b.py", "lib/b.py"])
def test_a_file_that_the_gain_does_not_need_is_dropped(bench, name):
    champion = spread(f3="2.0").with_files({name: b"unused\n"})
    left, _, _ = reduced(bench, spread(), champion)
    assert set(left.files) == {"main.py"}
