"""All runs of a period: what counts, how it is counted, what waits, and that foreign words stay words on every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.hypothesis import one_line
from leadscrew.errors import BadInput
from leadscrew.report import digest_words as say
from leadscrew.report.digest import MAX_LISTED, MAX_RUNS, digest_of
from leadscrew.report.digest_page import code, escaped, html_of, markdown_of
from leadscrew.report.digest_parts import Digest
from leadscrew.report.period import Period, moment, period_of

EVER = Period(since=0.0, until=1e10)
HOSTILE = [
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "a | b | c",
    "``` [x](https://example.org) ![y](z) @root _x_ www.example.org",
    "\\` \\| <!-- -->",
]


@pytest.fixture
def a_run(record, tmp_path) -> Callable[..., object]:
    """Makes the lab's next run, with its noise measured; the first one is `record`'s."""
    made = [record]

    def make(**named: str):
        run = made.pop() if made and not named else type(record)(tmp_path / "lab", **named)
        run.noise()
        return run

    return make


def gained(run, *, move: str = "call/one-pass#1", factor: float = 2.0):
    run.experiment("better", factor=factor, low=1.5, high=3.0, move=move)
    run.claim(gain=True)
    run.end(gain=True)
    return run.write()


def ended(run):
    run.end()
    return run.write()


def digest(lab, period: Period = EVER) -> Digest:
    return digest_of(lab, period, now=1e10, zone=UTC)


# what is counted


def test_the_headline_says_what_a_period_came_to(a_run):
    gained(a_run())
    gained(a_run(task="other"))
    run = a_run(task="other")
    run.experiment("not_better", factor=1.0)
    found = digest(ended(run))
    assert say.headline(found) == (
        "3 runs on 2 tasks: 2 gains claimed, 1 run without; 3 experiments in 14 s of machine time; $0"
    )
    assert (found.claims_attempted, found.claims_failed, found.gains, found.without, found.open) == (2, 0, 2, 1, 0)


def test_attempts_that_failed_are_counted_beside_the_claims_and_say_why(a_run):
    run = a_run()
    run.experiment("better", factor=1.5)
    run.claim(gain=False, reason="the e-value reached 12, expected at least 200")
    run.claim(gain=True, attempt=2)
    lab = ended(run)
    other = a_run(task="other")
    other.experiment("better", factor=1.1)
    other.claim(gain=False, reason="too noisy")
    ended(other)
    found = digest(lab)
    assert "1 gain claimed in 3 attempts, 1 run without" in say.headline(found)
    assert (found.claims_attempted, found.claims_failed) == (3, 2)
    first, second = found.runs
    assert say.result(first) == "2.50× faster than the start [2.20, 2.90], 20 pairs, attempt 2"
    assert say.failures(first) == ["attempt 1 on #1 failed: the e-value reached 12, expected at least 200"]
    assert say.result(second) == "no gain: too noisy (1 attempt)" and say.failures(second) == []


def test_a_run_without_a_gain_says_why(a_run):
    lab = ended(a_run())
    run = a_run(task="other")
    run.experiment("wrong")
    ended(run)
    run = a_run(task="broken")
    run.add("run_ended", reason="task 'broken': its judge fails", gain=False)
    run.write()
    assert {say.result(line) for line in digest(lab).runs} == {
        "no gain: nothing was tried",
        "no gain: no candidate was better than the start",
        "no gain: task 'broken': its judge fails",
    }


def test_gains_come_first_then_what_is_open_and_the_latest_before_the_earlier(a_run):
    lab = ended(a_run())
    gained(a_run(task="a"))
    a_run(task="b").write()
    ended(a_run(task="c"))
    gained(a_run(task="d"))
    assert [line.task for line in digest(lab).runs] == ["d", "a", "b", "c", "hello"]


def test_more_runs_than_fit_are_counted_all_the_same(a_run, record):
    for _ in range(MAX_RUNS + 2):
        a_run(task="t").write()
    found = digest(record.lab)
    assert (found.run_count, len(found.runs), found.unlisted) == (MAX_RUNS + 3, MAX_RUNS, 3)
    assert "and others reach" not in say.counted(found)


def test_the_step_that_brought_most_is_what_was_believed(a_run):
    run = a_run()
    run.experiment("better", factor=1.1, hypothesis="a little")
    run.experiment("better", factor=3.0, hypothesis="the sorting is needless")
    run.experiment("better", factor=1.2, hypothesis="some more")
    assert say.belief(digest(gained(run)).runs[0]) == ("#2, the largest of 4 steps: ", "the sorting is needless")


# moves


def test_families_are_counted_over_all_runs_with_their_share_of_the_gain(a_run):
    run = a_run()
    run.experiment("wrong", move="call/a#1")
    run.experiment("better", factor=2.0, move="call/b#2")
    run.experiment("better", factor=4.0, move="loop/c")
    run.experiment("timed_out", move="loop#x/y")
    run.experiment(None, move="loop/c")
    run.write()
    run = a_run()
    run.experiment("crashed", move="call/a#1")
    run.experiment("refused", move="")
    found = digest(gained(run, move="call/b#1"))
    rows = {f.name: (f.tried, f.passed, f.better, f.wrong, f.crashed, f.refused) for f in found.moves}
    assert rows == {"call": (4, 2, 2, 1, 1, 0), "loop": (2, 1, 1, 0, 1, 0), "no move named": (1, 0, 0, 0, 0, 1)}
    assert {f.name: pytest.approx(f.gain) for f in found.moves} == {
        "call": (1 / 3 + 1) / 2, "loop": (2 / 3) / 2, "no move named": 0.0
    }  # fmt: skip


def test_the_time_of_a_family_runs_from_one_verdict_to_the_next(a_run):
    run = a_run()
    for _ in range(3):
        run.experiment("not_better", factor=1.0, move="call/a")
    run.spent_s += 10.0
    run.experiment("not_better", factor=1.0, move="loop/a")
    found = digest(run.write())
    assert {f.name: f.spent_s for f in found.moves} == {"call": pytest.approx(3.0), "loop": pytest.approx(11.0)}


def test_families_that_do_not_fit_are_one_row_and_nothing_is_lost(a_run):
    run = a_run()
    for number in range(30):
        run.experiment("not_better", factor=1.0, move=f"family-{number:02}/x")
    found = digest(gained(run, move="family-29/y"))
    assert len(found.moves) == 12 and found.moves[-1].name == "all others"
    assert sum(f.tried for f in found.moves) == found.experiments == 31
    assert sum(f.spent_s for f in found.moves) == pytest.approx(31.0)
    assert sum(f.gain for f in found.moves) == pytest.approx(1.0)


# dead ends


def test_a_family_or_task_with_nothing_better_is_a_dead_end_and_the_dearest_comes_first(a_run):
    run = a_run()
    run.experiment("wrong", move="call/a")
    run.experiment("not_better", factor=1.0, move="loop/a")
    run.experiment("not_better", factor=1.0, move="loop/a")
    lab = gained(run, move="paid/a")
    run = a_run(task="stubborn")
    run.experiment("undecided", factor=1.0, move="paid/a")
    ended(run)
    a_run(task="untried").write()
    found = digest(lab)
    assert [(end.name, end.experiments, end.spent_s) for end in found.dead_families] == [
        ("loop", 2, pytest.approx(2.0)), ("call", 1, pytest.approx(1.0))
    ]  # fmt: skip
    assert [(end.name, end.experiments, end.runs) for end in found.dead_tasks] == [("stubborn", 1, 1)]


def test_what_took_next_to_no_time_is_no_dead_end(a_run):
    run = a_run()
    run.experiment("wrong", move="call/a")
    run.spent_s += 500.0
    assert digest(gained(run)).dead_families == ()


def test_a_hypothesis_that_never_held_in_several_runs_is_told_once(a_run):
    for verdict in ("not_better", "wrong"):
        run = a_run()
        run.experiment(verdict, hypothesis="caching helps")
        run.experiment("not_better", factor=1.0, hypothesis="sorting hurts")
        run.experiment(verdict, hypothesis=f"only {verdict}")
        run.experiment(None, hypothesis="not decided")
        run.write()
    run = a_run()
    run.experiment("better", factor=1.5, hypothesis="sorting hurts")
    (held,) = digest(run.write()).never_held
    assert (held.hypothesis, held.runs, held.tried) == ("caching helps", 2, 2)


def test_lists_of_dead_ends_are_bounded(a_run):
    for _ in range(2):
        run = a_run()
        for number in range(30):
            run.experiment("wrong", hypothesis=f"idea {number}", move=f"family-{number}/x")
        for number in range(30):
            run.add("finding", statement=f"finding {number}", author="rewriter", experiments=[1])
        run.write()
    found = digest(run.lab)
    assert len(found.never_held) == len(found.dead_families) == len(found.findings) == MAX_LISTED
    assert [f.run for f in found.findings] == ["r2"] * MAX_LISTED and found.findings[0].statement == "finding 29"
    assert say.beliefs(found)[-1] == "52 findings more"


def test_a_finding_is_refuted_by_the_failed_claim_on_what_carries_it(a_run):
    run = a_run()
    run.experiment("better", factor=1.5)
    run.add("finding", statement="the sort is needless", author="rewriter", experiments=[1])
    run.add("finding", statement="the noise is small", author="rewriter", experiments=[])
    run.claim(gain=False, reason="too noisy")
    found = digest(ended(run))
    assert [say.finding(f) for f in found.refuted] == [
        "the sort is needless (r1, rewriter, from #1); the claim on #1 failed: too noisy"
    ]
    assert [f.statement for f in found.findings] == ["the noise is small"]


def test_a_finding_whose_claim_held_at_a_later_attempt_stands(a_run):
    run = a_run()
    run.experiment("better", factor=1.5)
    run.add("finding", statement="the sort is needless", author="rewriter", experiments=[1])
    run.claim(gain=False, reason="too noisy")
    run.claim(gain=True, attempt=2)
    found = digest(ended(run))
    assert found.refuted == () and len(found.findings) == 1


# cost


def test_what_no_model_was_asked_for_cost_nothing_and_what_nobody_recorded_is_unknown(a_run):
    lab = ended(a_run())
    assert digest(lab).cost_usd == 0.0 and "$0" in say.cost(digest(lab))
    ended(a_run(researcher="by hand"))
    assert digest(lab).cost_usd == 0.0
    run = a_run(researcher="some-model")
    tokens = {"input_tokens": 5, "output_tokens": 0, "cache_read_tokens": 0, "cache_write_tokens": 0}
    run.add("model_call", researcher="some-model", cost_usd=0.5, malformed=0, **tokens)
    ended(run)
    assert digest(lab).cost_usd == 0.5
    run = a_run(researcher="new-model")
    run.add("model_call", researcher="new-model", cost_usd=None, malformed=0, **tokens)
    ended(run)
    found = digest(lab)
    assert found.cost_usd is None and "unknown (nobody recorded it in r4)" in say.cost(found)
    assert say.headline(found).endswith("; cost unknown")


def test_a_persons_time_is_told_where_somebody_recorded_it(a_run):
    lab = ended(a_run())
    assert digest(lab).human_s is None and "a person's time none recorded" in say.cost(digest(lab))
    run = a_run()
    run.add("human", human_s=90.0)
    run.add("human", human_s=30.0)
    run.write()
    assert digest(lab).human_s == 120.0 and "a person's time 2 minutes" in say.cost(digest(lab))


def test_the_longest_phase_is_the_bottleneck_and_its_half_is_worth_what_amdahl_says(a_run):
    run = a_run()  # the four pairs of the noise and its end: 2.5 s
    run.experiment("not_better", factor=1.0)
    run.spent_s += 6.5
    run.experiment("not_better", factor=1.0)  # 8.5 s of search with the first
    found = digest(run.write())
    assert [(phase.name, phase.share) for phase in found.phases] == [
        ("search", pytest.approx(8.5 / 11)), ("noise", pytest.approx(2.5 / 11))
    ]  # fmt: skip
    assert found.phases[0].halved == pytest.approx(1 / (1 - 8.5 / 22))
    assert say.bottleneck(found) == (
        "Search is the bottleneck, 77 % of the time: half of it would make all 1.63× as fast"
    )


# what waits


def waits(found: Digest) -> list[tuple[str, str]]:
    return [(item.text, item.command) for item in found.waiting]


def test_a_pause_comes_before_all_else_that_waits(a_run):
    run = a_run()
    run.add("run_interrupted", reason="Ctrl-C")
    lab = run.write()
    lab.append("paused", {"who": "ada", "reason": "machine needed"})
    pause, resume = waits(digest(lab))
    assert re.fullmatch(r"The lab is paused by ada since .* UTC: machine needed", pause[0])
    assert pause[1] == "leadscrew lift"
    assert resume == ("Run r1 on hello was interrupted", "leadscrew resume r1")
    lab.append("lifted", {"who": "ada", "reason": ""})
    assert waits(digest(lab)) == [resume]


def test_a_run_that_nobody_carries_on_has_stopped_but_the_one_that_goes_on_has_not(a_run):
    lab = a_run().write()
    a_run().write()
    assert [command for _, command in waits(digest(lab))] == ["leadscrew resume r2", "leadscrew resume r1"]
    with lab.running():
        found = digest(lab)
        assert waits(found) == [("Run r1 on hello stopped without notice", "leadscrew resume r1")]
        assert [line.state for line in found.runs] == ["running", "stopped"]


def test_a_claimed_gain_waits_until_it_is_applied(a_run):
    lab = gained(a_run())
    assert waits(digest(lab)) == [
        ("The gain on hello, 2.50×, claimed in r1, was not applied", "leadscrew apply r1 --patch")
    ]
    lab.append("applied", {"files": []}, run="r1")
    assert waits(digest(lab)) == []


def test_of_a_task_only_the_latest_gain_waits_and_not_when_another_was_applied_since(a_run):
    lab = gained(a_run())
    gained(a_run())
    assert [command for _, command in waits(digest(lab))] == ["leadscrew apply r2 --patch"]
    lab.append("applied", {"files": []}, run="r1")
    assert waits(digest(lab)) == []
    gained(a_run())
    assert [command for _, command in waits(digest(lab))] == ["leadscrew apply r3 --patch"]


def test_what_was_replicated_is_no_gain_of_ones_own(a_run):
    lab = gained(a_run())
    gained(a_run())
    lab.append("replicating", {"claim": {}, "head": ""}, run="r2")
    assert [command for _, command in waits(digest(lab))] == ["leadscrew apply r1 --patch"]


def test_what_waits_is_bounded_and_says_how_much_more(a_run, record):
    for _ in range(20):
        a_run(task="t").write()
    found = digest(record.lab)
    assert len(found.waiting) == 9 and waits(found)[-1] == ("13 more runs that are open", "leadscrew show")


@pytest.mark.parametrize("better", [True, False])
def test_a_generation_waits_for_a_signature_where_its_trial_was_better(record, better):
    body = {"number": 2, "parent": 1, "temper": {}, "artefact": "x", "trial": {"better": better, "reason": "no"}}
    record.lab.append("generation", body)
    record.end()
    found = digest(record.write())
    asked = (
        "Generation 2 was better than 1 in its trial and waits for a signature",
        "leadscrew succeed --approve",
    )
    assert waits(found) == ([asked] if better else [])


# which runs count


def test_a_run_counts_when_it_started_ended_or_had_facts_in_the_period(a_run):
    lab = ended(a_run())
    first = [fact.at for fact in lab.facts(run="r1")]
    middle = a_run().write()
    ended(a_run(task="other"))
    at = [fact.at for fact in middle.facts(run="r2")]
    middle.append("note", {"spent_s": 99.0}, run="r2")

    def runs(since: float, until: float) -> set[str]:
        return {line.run for line in digest(lab, Period(since=since, until=until)).runs}

    assert runs(first[0], first[0]) == runs(first[-1], first[-1]) == {"r1"}  # started, ended
    assert runs(at[0], at[-1]) == {"r2"}
    assert runs(at[1], at[1]) == {"r2"}  # only facts: it began before and went on after
    assert runs(0.0, first[0] - 1e-3) == runs(at[-1] + 3600, 1e10) == set()
    between = max(fact.at for fact in lab.facts(run="r3"))
    assert runs(between, between) == {"r3"}  # r2 is open then, and does nothing


def test_a_run_that_ends_long_after_its_last_work_counts_when_it_ends(a_run):
    lab = a_run().write()
    lab.append("run_ended", {"reason": "task 'hello': its judge fails", "gain": False}, run="r1")
    (end,) = lab.facts(kind="run_ended")
    assert digest(lab, Period(since=end.at, until=end.at)).run_count == 1


def test_runs_that_reach_out_of_the_period_count_whole_and_are_named(a_run):
    run = a_run()
    run.experiment("not_better", factor=1.0)
    lab = run.write()
    start = next(lab.facts(kind="run_started"))
    found = digest(lab, Period(since=start.at + 1e-6, until=start.at + 3600))
    assert found.experiments == 1 and found.runs[0].began_before
    assert say.counted(found).endswith("in the period; r1 reaches out of it.")
    assert digest(lab).runs[0].began_before is False
    assert say.counted(digest(lab)).endswith("in the period.")


def test_a_period_without_a_run_says_when_the_last_one_was(a_run, record):
    lab = ended(a_run())
    found = digest(lab, Period(since=0.0, until=1.0))
    last = moment(record.lab.run_row("r1")["last_at"], UTC)
    assert say.headline(found) == f"No run in this period; the last was r1 on hello, {last}"
    assert (found.runs, found.moves, found.phases, found.spent_s, found.cost_usd) == ((), (), (), 0, 0)


def test_the_page_names_the_head_of_the_chain(a_run):
    lab = ended(a_run())
    found = digest(lab)
    *_, last = lab.facts()
    assert (found.facts, found.head) == (last.seq, last.hash)
    assert say.record(found) == f"lab {lab.id[:8]}, {last.seq} facts, head {last.hash[:12]}"


# the pages


class Elements(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def written_by(a_run, text: str):
    """A lab in which everything that others write says `text`."""
    for _ in range(2):
        run = a_run(task=text, researcher=text)
        run.experiment("wrong", hypothesis=text, move=text, reason=text)
        run.write()
    run.experiment("better", factor=1.5, hypothesis=f"better {text}", move=f"{text}/x")
    run.add("finding", statement=text, author=text, experiments=[2])
    run.add("finding", statement=text, author=text, experiments=[1])
    run.claim(gain=False, reason=text)
    ended(run)
    gained(a_run(task=text))
    run.lab.append("paused", {"who": text, "reason": text})
    return run.lab


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_in_html(a_run, text):
    pytest.importorskip("jinja2")
    html = html_of(digest(written_by(a_run, text)), " --lab x")
    page = Elements(html)
    assert not {"script", "img", "iframe", "object", "embed", "a", "form"} & page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "srcset")]
    assert [value for name, value in page.attributes if name == "href"] == ["data:,"]
    assert page.text.count(text) >= 8
    assert "leadscrew resume r2 --lab x" in page.text and "leadscrew verify --lab x" in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_in_markdown(a_run, text):
    page = markdown_of(digest(written_by(a_run, text)))
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", page)
    assert not re.search(r"[<>`\[\]@{}\\]|www\.|://", outside)
    assert all(row.count("|") == 9 for row in page.splitlines() if row.startswith("|"))


def test_text_that_hides_or_turns_is_made_visible_on_every_page(a_run):
    pytest.importorskip("jinja2")
    lab = written_by(a_run, "safe\u202egnihtemos\x1b[2J\nnext")
    for page in (html_of(digest(lab)), markdown_of(digest(lab))):
        assert "\u202e" not in page and "\x1b" not in page
        assert "U+202E" in page and "U+001B" in page


def test_what_markdown_shows_reads_well_where_nothing_is_hostile(a_run):
    page = markdown_of(digest(gained(a_run(task="my_task-2"))))
    assert page.startswith(
        "# 2 runs on 2 tasks: 1 gain claimed, 1 run open; 1 experiment in 5.0 s of machine time; $0\n"
    )
    assert "- **r2** my_task-2: ended, by rewriter, 5.0 s of 10:00 min\n" in page
    assert "| call | 1 | 1 | 1 | 0 | 0 | 100 % | 1.0 s |\n" in page
    assert "  - #1: `it is faster`\n" in page


@given(st.text(alphabet=st.characters(codec="utf-8")).map(one_line))
def test_a_code_span_never_ends_inside_its_text(text):
    shown = code(text)
    if not text:
        assert shown == ""
        return
    fence = re.match("`+", shown)[0]
    inside = shown[len(fence) : -len(fence)]
    assert shown.endswith(fence) and fence not in re.findall("`+", inside)
    assert inside in (text, f" {text} ")


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_escaped_text_is_what_it_was_once_its_entities_are_read(text):
    shown = escaped(text)
    assert not re.search(r"[<>`|\[\]\\*~@]", shown)
    assert re.sub(r"&#([0-9]+);", lambda found: chr(int(found[1])), shown) == text


def test_an_empty_period_has_its_pages_too(record):
    pytest.importorskip("jinja2")
    found = digest(ended(record), Period(since=0.0, until=1.0))
    assert "No run in this period" in Elements(html_of(found)).text
    assert markdown_of(found).startswith("# No run in this period; the last was r1 on hello")


# the period


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no zones")


def at(text: str, where: ZoneInfo) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=where).timestamp()


def named(since: str, until: str | None, now: str, where: ZoneInfo) -> tuple[str, str]:
    """The period in words, in local time."""
    found = period_of(since, until, now=at(now, where), zone=where)
    ends = (datetime.fromtimestamp(end, where).isoformat() for end in (found.since, found.until))
    return next(ends), next(ends)


NOON = "2026-11-25T12:00"  # a Wednesday


@pytest.mark.parametrize(
    ("since", "begins"),
    [
        ("today", "2026-11-25T00:00:00"),
        ("yesterday", "2026-11-24T00:00:00"),
        ("monday", "2026-11-23T00:00:00"),
        ("Tuesday", "2026-11-24T00:00:00"),
        ("wednesday", "2026-11-18T00:00:00"),
        ("sunday", "2026-11-22T00:00:00"),
        ("2026-11-20", "2026-11-20T00:00:00"),
        ("2026-11-20T08:30", "2026-11-20T08:30:00"),
        ("2026-11-20T08:30Z", "2026-11-20T08:30:00"),
        ("7d", "2026-11-18T12:00:00"),
        ("2w", "2026-11-11T12:00:00"),
        ("36h", "2026-11-24T00:00:00"),
    ],
)
def test_a_period_begins_where_its_word_says(since, begins):
    assert named(since, None, NOON, zone("UTC")) == (f"{begins}+00:00", "2026-11-25T12:00:00+00:00")


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        ("yesterday", "2026-11-25T00:00:00"),
        ("2026-11-22", "2026-11-23T00:00:00"),
        ("monday", "2026-11-24T00:00:00"),
        ("2d", "2026-11-23T12:00:00"),
        ("today", "2026-11-25T12:00:00"),
        ("2030-01-01", "2026-11-25T12:00:00"),
    ],
)
def test_a_day_that_a_period_ends_with_counts_whole_but_never_beyond_now(until, ends):
    assert named("2026-11-01", until, NOON, zone("UTC"))[1] == f"{ends}+00:00"


def test_on_a_monday_the_last_monday_is_a_week_ago():
    assert named("monday", None, "2026-11-23T08:00", zone("UTC"))[0] == "2026-11-16T00:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "now", "since", "begins"),
    [
        ("Europe/Berlin", "2026-10-26T09:00", "sunday", "2026-10-25T00:00:00+02:00"),  # clocks went back that night
        ("Europe/Berlin", "2026-10-27T09:00", "monday", "2026-10-26T00:00:00+01:00"),
        ("Europe/Berlin", "2026-03-30T09:00", "saturday", "2026-03-28T00:00:00+01:00"),
        ("Europe/Berlin", "2026-03-30T09:00", "sunday", "2026-03-29T00:00:00+01:00"),
        ("Europe/Berlin", "2026-03-30T09:00", "today", "2026-03-30T00:00:00+02:00"),
        (
            "America/Havana",
            "2026-11-02T09:00",
            "sunday",
            "2026-11-01T00:00:00-04:00",
        ),  # midnight comes twice: the first
        ("America/Havana", "2026-03-09T09:00", "sunday", "2026-03-08T01:00:00-04:00"),  # there is no midnight
    ],
)
def test_a_day_begins_at_its_own_midnight_whatever_the_clocks_did(name, now, since, begins):
    assert named(since, None, now, zone(name))[0] == begins


def test_a_day_of_25_hours_counts_whole():
    berlin = zone("Europe/Berlin")
    found = period_of("2026-10-25", "2026-10-25", now=at(NOON, berlin), zone=berlin)
    assert found.until - found.since == 25 * 3600


def test_days_before_now_are_days_of_24_hours():
    berlin = zone("Europe/Berlin")
    found = period_of("7d", None, now=at("2026-10-28T12:00", berlin), zone=berlin)
    assert moment(found.since, berlin) == "Wed 21 Oct 2026, 13:00 CEST"
    assert moment(found.until, berlin) == "Wed 28 Oct 2026, 12:00 CET"


@pytest.mark.parametrize(
    "word",
    ["", "noon", "mon", "7", "d", "-7d", "7m", "1.5d", "2026-13-01", "2026-11-31", "0001-01-01", "9999-12-31",
     "2026-11-20T99:00", "٣d", "999999d", "\x1b[2J"],
)  # fmt: skip
def test_a_word_that_names_no_time_is_refused_with_those_that_do(word):
    for since, until in ((word, None), ("2026-11-01", word)):
        with pytest.raises(BadInput, match="expected today, yesterday, a weekday"):
            period_of(since, until, now=at(NOON, zone("UTC")), zone=UTC)


def test_a_period_that_lies_ahead_or_ends_before_it_begins_is_refused():
    now = at(NOON, zone("UTC"))
    with pytest.raises(BadInput, match="lies in the future"):
        period_of("2026-12-01", None, now=now, zone=UTC)
    with pytest.raises(BadInput, match="comes after --until"):
        period_of("yesterday", "2026-11-20", now=now, zone=UTC)
