"""Names, keys, prices, arguments and findings, without any model."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.agents.redact import REDACTED, redacted
from leadscrew.agents.spec import environment_of, read_spec, secrets_of
from leadscrew.core.experiment import Decision, Effect, Verdict
from leadscrew.errors import BadInput
from leadscrew.research.experiments import Experiment
from leadscrew.research.findings import files_of, line_of, quoted, read_findings, why_no_result
from leadscrew.research.seat import Allowance
from leadscrew.research.toolbox import TOOLS
from leadscrew.research.tools import Tool, ToolFault, checked, schema


def experiment(
    number: int, *, pairs: int = 20, verdict: Verdict | None = Verdict.BETTER, words: str = "w"
) -> Experiment:
    effect = Effect(factor=1.5, low=1.4, high=1.6, level=0.9)
    decision = None if verdict is None else Decision(verdict=verdict, pairs=pairs, reason=words, effect=effect)
    return Experiment(
        number=number, parent=0, base=0, files={}, hypothesis=words, author="a", move="", meaning="", at=0.0,
        decision=decision,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "/", "a/", "a/b@ftp://x", "a/b@http://a b", "../b", "a b/c", "a/b@"])
def test_what_is_no_models_name_is_refused(text):
    with pytest.raises(BadInput):
        read_spec(text)


def test_a_server_of_ones_own_is_named_by_its_address():
    spec = read_spec("openai-api/qwen2.5@http://127.0.0.1:8080/v1")
    assert (spec.model, spec.base_url, spec.short) == (
        "openai-api/leadscrew/qwen2.5",
        "http://127.0.0.1:8080/v1",
        "qwen2.5",
    )
    found = environment_of(spec, "/home/x", {"SECRET_THING": "s", "PATH": "/bin", "OPENAI_API_KEY": "k" * 20})
    assert found["LEADSCREW_API_KEY"] == "none" and found["LEADSCREW_BASE_URL"].startswith("http://127.0.0.1")
    assert "SECRET_THING" not in found and found["HOME"] == "/home/x"
    assert secrets_of(found) == ("k" * 20,)


@given(st.text(max_size=50), st.text(max_size=50))
def test_no_key_is_left_in_a_text(before, after):
    keys = ["sk-proj-" + "a" * 30, "AKIA" + "B" * 16, "ghp_" + "c" * 36]
    secret = 'my "own" \\ secret'
    text = before + " ".join(keys) + " " + secret + after
    clean = redacted(text, [secret])
    assert all(key not in clean for key in [*keys, secret]) and REDACTED in clean
    assert redacted(clean, [secret]) == clean


TOOL = Tool(
    name="t", description="", call=lambda _: asyncio.sleep(0, "x"),
    parameters=schema(("path",), path=("string", ""), first=("integer", ""), numbers=("array", ""), yes=("boolean", "")),
)  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(ANY)
def test_arguments_are_what_a_tool_takes_or_a_fault(given_):
    try:
        found = checked(TOOL, given_)
    except ToolFault as exc:
        assert str(exc)
    else:
        assert isinstance(found["path"], str) and isinstance(found.get("first", 1), int)
        assert all(isinstance(number, int) for number in found.get("numbers", []))


def test_every_tools_schema_is_one_of_an_object():
    for name, (description, parameters) in TOOLS.items():
        assert description and parameters["type"] == "object" and not parameters["additionalProperties"], name
        assert set(parameters["required"]) <= set(parameters["properties"])


@given(st.text(max_size=300))
def test_another_researchers_words_stay_between_quotation_marks_on_one_line(words):
    line = line_of(experiment(1, words=words))
    assert "\n" not in line and "\r" not in line
    assert (
        quoted(words).startswith('"')
        and quoted(words).endswith('"')
        and '"' not in quoted(words)[1:-1].replace('\\"', "")
    )


def test_findings_say_whether_they_stand_and_results_need_pairs():
    found = read_findings(
        [
            {"statement": "one", "author": "a", "experiments": [1], "kind": "result"},
            {"statement": "two", "author": "b", "experiments": [], "refutes": ["f1"]},
            {"statement": "old", "author": "c", "experiments": [2]},
            {"statement": "new", "author": "c", "experiments": [2], "supersedes": ["f3"]},
        ]
    )
    assert [one.standing for one in found] == ["refuted by f2", "stands", "superseded by f4", "stands"]
    assert why_no_result([experiment(1)]) == "" and "names the experiments" in why_no_result([])
    assert "a result takes" in why_no_result([experiment(1, pairs=3)])
    assert "not decided" in why_no_result([experiment(1, verdict=None)])
    files = files_of(found, {1: experiment(1), 2: experiment(2)}, 2)
    assert set(files) == {"findings/index.md", "findings/f1.md", "findings/f2.md", "findings/f3.md", "findings/f4.md"}
    assert "1.500x [1.400, 1.600]" in files["findings/f1.md"] and "never what" in files["findings/index.md"]


def test_a_budget_is_shared_out_whole_or_in_parts():
    whole = Allowance(tokens=1000, cost_usd=2.0, experiments=3)
    part = whole.share(4)
    assert (part.tokens, part.cost_usd, part.experiments) == (250, 0.5, 1)
