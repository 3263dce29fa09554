import pytest

from leadscrew.research.clock import Tick, Why, reading


def at(seconds, *, boot="a", since=None):
    """A moment; by the clock that cannot be set, unless given, just as late."""
    return Tick(at=1e9 + seconds, boot=boot, since_boot_s=seconds if since is None else since)


def read(*turns, now):
    found = reading(turns, now)
    assert found is not None
    return found


def test_a_clock_that_was_never_started_says_nothing():
    assert reading([], at(5)) is None


def test_breaks_are_not_counted_and_the_time_of_the_bench_stands_apart():
    found = read(
        (Why.BEGUN, at(0)), (Why.BREAK, at(600)), (Why.BACK, at(5000)), (Why.MEASURING, at(5060)), (Why.MEASURED, at(5100)),
        now=at(5130),
    )  # fmt: skip
    assert (found.clock_s, found.bench_s, found.with_bench_s) == (690, 40, 730)
    assert found.running and found.told == ()


def test_a_clock_that_was_stopped_stands():
    found = read((Why.BEGUN, at(0)), (Why.DONE, at(60)), now=at(9999))
    assert found.clock_s == 60 and not found.running


def test_a_kill_while_the_bench_measured_leaves_the_clock_standing():
    found = read((Why.BEGUN, at(0)), (Why.MEASURING, at(60)), now=at(360))
    assert (found.clock_s, found.bench_s, found.why) == (60, 300, Why.MEASURING)


def test_a_reboot_counts_by_the_clock_of_the_day():
    found = read((Why.BEGUN, at(0)), now=at(1800, boot="b", since=20))
    assert found.clock_s == 1800 and found.told == ()


def test_a_clock_that_goes_back_over_a_reboot_is_told_and_counts_as_nothing():
    found = read((Why.BEGUN, at(0)), (Why.BREAK, at(-3600, boot="b", since=20)), now=at(0, boot="b", since=50))
    assert found.clock_s == 0
    assert "went back by 3600 s" in found.told[0] and "--minutes" in found.told[0]


@pytest.mark.parametrize("set_to", [-86_400, 86_400])
def test_a_clock_that_is_set_does_not_matter_until_the_machine_restarts(set_to):
    found = read((Why.BEGUN, at(0)), now=at(300 + set_to, since=300))
    assert found.clock_s == 300
    assert "was set by" in found.told[0]
