"""The page for every way that a run can go, and for every kind of text that it may hold."""

from __future__ import annotations

import random
import re
import time
from html.parser import HTMLParser

import pytest

pytest.importorskip("vl_convert")
pytest.importorskip("jinja2")

from leadscrew.report.collect import collect
from leadscrew.report.page import Report, render

PNG = b"\x89PNG\r\n\x1a\n"
XMLNS = re.compile(r'xmlns(:xlink)?="http://www\.w3\.org/[\w/]+"')
VERDICTS = ("not_better", "undecided", "wrong", "crashed", "timed_out", "refused")


class Elements(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def report_of(record) -> Report:
    record.write()
    report = render(collect(record.lab, record.run))
    assert report.png.startswith(PNG)
    assert_stands_alone(report.html)
    return report


def assert_stands_alone(html: str) -> None:
    page = Elements(html)
    assert not {"script", "img", "iframe", "object", "embed", "foreignobject", "a", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "xlink:href")]
    assert [value for name, value in page.attributes if name == "href"] == ["data:,"]
    bare = XMLNS.sub("", html)
    assert not re.search(r"https?:|//www|@import|url\((?!#)", bare)


def test_a_claimed_gain_is_the_headline(claimed):
    html = report_of(claimed()).html
    assert "<h1>2.50× faster than the start</h1>" in html
    assert "99 % interval [2.20, 2.90], from 20 pairs on fresh problems" in html
    assert "3.2 × 10^14" in html
    assert "leadscrew apply r1 --patch" in html


def test_a_second_kind_of_problem_is_told_with_its_uses(claimed):
    html = report_of(claimed(second_kind=True)).html
    assert "a kind of problem that search never used" in html
    assert "use 1 of that kind in this lab" in html


def test_a_run_of_models_says_who_what_it_cost_and_how_to_do_it_again(record, tmp_path):
    team = [{"name": name, "spec": f"x/{name}", "direction": "", "allowance": {}} for name in ("a", "b")]
    run = type(record)(tmp_path / "models", researcher="x/a, x/b", team=team)
    run.noise()
    tokens = {"input_tokens": 700, "output_tokens": 0, "cache_read_tokens": 0, "cache_write_tokens": 0, "malformed": 0}
    run.add("model_call", researcher="a", cost_usd=1.25, **tokens)
    run.add("model_call", researcher="b", cost_usd=None, **tokens)
    run.end()
    lab = run.write()
    html = render(collect(lab, "r1", lab_option="")).html
    assert "$1.25 and 700 tokens of unknown price" in html and "Who researched" in html
    assert "--researcher x/a --researcher x/b" in html


def test_a_failed_claim_says_so_and_why(record):
    record.noise()
    record.experiment("better", factor=1.3)
    record.reduce()
    record.claim(gain=False, reason="the e-value against equal speed reached 12, expected at least 200")
    record.end()
    html = report_of(record).html
    assert "<h1>No gain could be claimed</h1>" in html
    assert "reached 12, expected at least 200" in html
    assert "The change, unproven" in html


def test_a_run_without_experiments_renders(record):
    record.noise()
    record.add("search_over", reason="done")
    record.end()
    html = report_of(record).html
    assert "no candidate was better than the start" in html
    assert "Nothing was tried." in html


def test_a_run_that_only_started_renders(record):
    html = report_of(record).html
    assert "Unproven: only the noise is being measured" in html
    assert "Not measured yet." in html


def test_a_run_in_its_noise_phase_renders(record):
    record.noise((1.01, 2.3), finished=False)
    assert "The measurement was not finished." in report_of(record).html


def test_a_run_without_a_champion_renders(record):
    record.noise()
    for verdict in VERDICTS:
        record.experiment(verdict, factor=0.9 if verdict == "not_better" else None)
    record.end()
    html = report_of(record).html
    assert "<h1>No gain could be claimed</h1>" in html
    assert "The change" not in html


def test_an_interrupted_run_is_unproven(record):
    record.noise()
    record.experiment("better", factor=1.56, low=0.97, high=2.35)
    record.experiment(None)
    record.add("run_interrupted", reason="stopped by Ctrl-C")
    html = report_of(record).html
    assert "<h1>Unproven: about 1.56× so far</h1>" in html
    assert "The run was interrupted and can go on: nothing on this page is a claim yet." in html
    assert "in flight" in html


def test_a_run_whose_process_died_is_told_as_stopped(record):
    record.noise()
    assert "The run stopped without notice" in report_of(record).html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'\"><img src=x onerror=alert(1)>",
        "</text></svg><script>alert(1)</script>",
        "{{ 7 * 7 }}{% raw %}",
        "\\u0027+datum['x']+'",
    ],
)
def test_hostile_words_stay_words(claimed, text):
    record = claimed(text)
    record.add("finding", statement=text, author=text, experiments=[2])
    record.experiment("wrong", hypothesis=text, move=text, reason=text, files={"<b>.py": text.encode()})
    html = report_of(record).html
    assert text in Elements(html).text


def test_text_that_hides_or_turns_is_made_visible(claimed):
    record = claimed("safe\u202egnihtemos\x1b[2J")
    html = report_of(record).html
    assert "safe<U+202E>gnihtemos<U+001B>[2J" in Elements(html).text
    html.encode("utf-8")


def test_a_hostile_change_is_shown_escaped(record):
    record.noise()
    code = "x = '</li><script>alert(1)</script>\u2067'\r\n".encode() + b"y" * 5000 + b"\xff"
    record.experiment("better", factor=1.3, files={"summary.py": code, "<i>.py": b"1\n"})
    text = Elements(report_of(record).html).text
    assert "x = '</li><script>alert(1)</script><U+2067>'" in text
    assert "<i>.py" in text
    assert "y" * 500 not in text


def test_the_smallest_change_and_what_was_dropped_are_shown(claimed):
    html = report_of(claimed()).html
    assert '<li class="added">    return []</li>' in html
    assert "dropped: summary.py:" in html


def test_a_long_run_stays_small_and_quick(record):
    rng = random.Random(5)
    record.noise()
    for index in range(5000):
        if index % 120 == 7:
            record.experiment("better", factor=rng.uniform(1.01, 1.2), low=1.0, high=1.3)
        else:
            record.experiment(rng.choice(VERDICTS), factor=rng.lognormvariate(0, 0.3), low=0.5, high=1.5,
                              hypothesis=f"change number {index} " + "x" * 200)  # fmt: skip
    record.reduce()
    record.claim(gain=True)
    record.end(gain=True)
    record.write()
    began = time.process_time()
    html = report_of(record).html
    assert time.process_time() - began < 20
    assert len(html) < 3_000_000
    assert "5,000 experiments" in html
    assert "smallest steps are folded" in html
