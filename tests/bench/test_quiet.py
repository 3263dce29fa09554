"""A busy machine makes the bench wait and say so, in a search too; its own trials are not taken for others' work."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from leadscrew.bench.comparison import Comparison, Floor
from leadscrew.bench.quiet import BUSY, Watch, busy_share, wait_until_quiet
from leadscrew.core.experiment import Status, Trial

CORE = max(os.sched_getaffinity(0))


SPIN = """
import os, sys, time
os.sched_setaffinity(0, {int(sys.argv[1])})
until, parent = time.monotonic() + 60, os.getppid()
while time.monotonic() < until and os.getppid() == parent:
    pass
"""


@pytest.fixture
def busy_core():
    """A core that another process keeps busy."""
    process = subprocess.Popen([sys.executable, "-c", SPIN, str(CORE)])
    deadline = time.monotonic() + 30
    while busy_share(CORE, over_s=0.3) <= BUSY and time.monotonic() < deadline:
        pass
    yield CORE
    process.kill()
    process.wait()


@pytest.fixture
def said():
    """What the bench said, and how it says it."""
    facts = []
    return facts, lambda kind, body: facts.append((kind, body["busy_share"]))


def test_a_busy_core_is_waited_for_and_then_named(busy_core, said):
    facts, say = said
    share = wait_until_quiet(busy_core, say, at_most_s=1.0, stop=lambda: None, pause_s=0.3, over_s=0.2)
    assert share > BUSY and [kind for kind, _ in facts] == ["waiting", "busy"]
    assert all(share > BUSY for _, share in facts)


def test_whoever_wants_the_run_stopped_is_heard_while_it_waits(busy_core, said):
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_until_quiet(busy_core, said[1], at_most_s=60.0, stop=stop, over_s=0.2)


def test_a_search_on_a_busy_core_says_so_and_goes_on(busy_core, said, bench):
    facts, say = said
    made = bench()
    watch = Watch(busy_core, say, every_s=0.0)
    made.floor = Floor(made.task, made.rig, made.floor.seeds, made.journal, rng=made.floor.rng, watch=watch)
    for _ in range(6):
        made.floor.remember(made.task.start, Trial(status=Status.OK, wall_s=1.0))
    decision = Comparison(made.floor, made.noise, number=1, new=made.program("speed=2"), old=made.task.start).decide()
    assert decision.verdict == "better"
    assert facts and facts[-1][0] == "busy" and [kind for kind, _ in facts].count("busy") == 1


def test_a_bench_without_a_core_of_its_own_is_not_watched(said):
    facts, say = said
    assert Watch(None, say, every_s=0.0).look() == 0.0 and not facts


def test_a_watch_looks_no_more_often_than_it_should(said):
    facts, say = said
    watch = Watch(CORE, say)
    assert [watch.look() for _ in range(100)] == [0.0] * 100 and not facts
