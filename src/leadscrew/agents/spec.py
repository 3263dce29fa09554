"""Which model a person named, and whether this machine can reach it; Inspect is only looked for, not imported."""

from __future__ import annotations

import difflib
import importlib.util
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from leadscrew.agents import coders
from leadscrew.errors import BadInput, MachineError

NAME = re.compile(r"[A-Za-z0-9][\w.:+-]*(/[\w.:+-]+)+")
URL = re.compile(r"https?://[^\s@]+")
LOCAL = "openai-api"
EMULATE, WHOLE_FILES = "emulate-tools", "whole-files"
WAYS = (EMULATE, WHOLE_FILES)
"""Tools that are described in text; no tools, but whole files in each reply: for small models, or many samples."""
LOCAL_KEY = "LEADSCREW_API_KEY"
"""The key for a server that was named by its address; servers on this machine mostly ask for none."""
MOCK = "mockllm"
SCRIPT = "LEADSCREW_MOCK_SCRIPT"
"""File of the turns that `mockllm/model` answers with, for tests."""
WITHOUT_KEY = (
    "without a key: --researcher rewriter, a server of your own "
    "(--researcher openai-api/NAME@http://127.0.0.1:PORT/v1), or a coding agent that calls the desk ('leadscrew mcp')"
)
PASSED = re.compile(
    r"(.*_(API_KEY|BASE_URL|ENDPOINT|API_VERSION)|(AWS|AZURE|GOOGLE|VERTEX|HF|OPENAI|ANTHROPIC)_.*|SSL_CERT_(FILE|DIR)|"
    r"REQUESTS_CA_BUNDLE|(HTTPS?|NO|ALL)_PROXY|LEADSCREW_MOCK_SCRIPT)",
    re.IGNORECASE,
)
"""Variables that a session's process gets of a person's environment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What reaching a provider takes."""

    keys: tuple[str, ...]
    """Environment variables, one of which has to be set."""
    package: str
    """The library that Inspect calls it with."""


PROVIDERS = {
    "anthropic": Provider(keys=("ANTHROPIC_API_KEY",), package="anthropic"),
    "openai": Provider(keys=("OPENAI_API_KEY",), package="openai"),
    "google": Provider(keys=("GOOGLE_API_KEY",), package="google.genai"),
    "mistral": Provider(keys=("MISTRAL_API_KEY",), package="mistralai"),
    "groq": Provider(keys=("GROQ_API_KEY",), package="groq"),
    "grok": Provider(keys=("XAI_API_KEY", "GROK_API_KEY"), package="xai_sdk"),
    "together": Provider(keys=("TOGETHER_API_KEY",), package="openai"),
    "openrouter": Provider(keys=("OPENROUTER_API_KEY",), package="openai"),
    "fireworks": Provider(keys=("FIREWORKS_API_KEY",), package="openai"),
    "azureai": Provider(keys=("AZUREAI_API_KEY", "AZURE_API_KEY"), package="azure.ai.inference"),
    "bedrock": Provider(keys=("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"), package="aioboto3"),
    "ollama": Provider(keys=(), package="openai"),
    MOCK: Provider(keys=(), package="inspect_ai"),
}
"""Providers whose needs are known; others are Inspect's to refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """A model as a person named it: `anthropic/claude-x`, `openai-api/NAME@http://127.0.0.1:8000/v1`."""

    text: str
    provider: str
    model: str
    """As Inspect names it."""
    base_url: str | None = None
    way: str = ""
    """How it is asked: one of WAYS; empty for a loop with tools."""
    coder: str = ""
    """The coding agent that asks it; empty for the lab's own loop."""

    @property
    def short(self) -> str:
        """The agent's or the model's own name, for tables."""
        return self.coder or self.model.rpartition("/")[2]


def is_model(text: str) -> bool:
    """Whether a researcher's name is that of a model, or of a coding agent."""
    return "/" in text or text in coders.names()


def read_spec(text: str) -> ModelSpec:
    """Raises BadInput."""
    agent, colon, asked = text.partition(":")
    if agent in coders.names():
        found = read_spec(asked if colon else coders.coder(agent).model)
        if found.way:
            raise BadInput(f"--researcher {text!r}: {agent} works in its own way, nothing may stand after '#'")
        return replace(found, text=text, coder=agent)
    named, mark, way = text.partition("#")
    name, sign, url = named.partition("@")
    if not NAME.fullmatch(name) or (sign and not URL.fullmatch(url)):
        raise BadInput(
            f"--researcher {text!r}: expected 'provider/model', such as anthropic/claude-sonnet-4-5, "
            f"'openai-api/NAME@http://127.0.0.1:8000/v1', or a coding agent: {', '.join(coders.names())}, alone or as "
            "AGENT:provider/model"
        )
    provider, _, model = name.partition("/")
    if mark and (way not in WAYS or (way == EMULATE and provider != LOCAL)):
        raise BadInput(
            f"--researcher {text!r}: after '#' stands {way!r}, expected {WHOLE_FILES!r}, or {EMULATE!r} with {LOCAL}"
        )
    if sign and provider == LOCAL:
        return ModelSpec(text=text, provider=provider, model=f"{LOCAL}/leadscrew/{model}", base_url=url, way=way)
    return ModelSpec(text=text, provider=provider, model=name, base_url=url or None, way=way)


def check_reachable(spec: ModelSpec, environment: Mapping[str, str] = os.environ) -> None:
    """Raise MachineError or BadInput, with what to do, where a session with this model could not begin."""
    if importlib.util.find_spec("inspect_ai") is None:
        raise MachineError(
            f"--researcher {spec.text!r}: models are reached through inspect_ai, which is not installed: "
            "pip install 'leadscrew[agents]'"
        )
    if spec.coder:
        if importlib.util.find_spec("inspect_swe") is None:
            raise MachineError(
                f"--researcher {spec.text!r}: coding agents are driven through inspect_swe, which is not installed: "
                "pip install 'leadscrew[agents]'"
            )
        program_of(spec)
    if spec.provider == MOCK and not environment.get(SCRIPT):
        raise BadInput(
            f"--researcher {spec.text!r}: is for tests, and answers from the file of turns that {SCRIPT} names"
        )
    known = PROVIDERS.get(spec.provider)
    if known is None:
        if spec.provider != LOCAL and (near := difflib.get_close_matches(spec.provider, PROVIDERS, n=1, cutoff=0.8)):
            raise BadInput(f"--researcher {spec.text!r}: no provider is called {spec.provider!r}; is it {near[0]!r}?")
        if spec.provider == LOCAL and spec.base_url is None:
            label = spec.model.split("/")[1].upper().replace("-", "_")
            if missing := [name for name in (f"{label}_API_KEY", f"{label}_BASE_URL") if not environment.get(name)]:
                raise BadInput(
                    f"--researcher {spec.text!r}: {missing[0]} is not set; give the server's address with "
                    "openai-api/NAME@http://127.0.0.1:PORT/v1 or in that variable"
                )
        return
    top = known.package.partition(".")[0]
    if importlib.util.find_spec(top) is None:
        raise MachineError(f"--researcher {spec.text!r}: needs the package {top!r}: pip install {top}")
    if known.keys and not any(environment.get(name) for name in known.keys):
        names = " or ".join(known.keys)
        raise BadInput(f"--researcher {spec.text!r}: no key: set {names} in the environment; {WITHOUT_KEY}")


def program_of(spec: ModelSpec) -> Path:
    """A coding agent's program on this machine.  Raises MachineError with what to do."""
    coder = coders.coder(spec.coder)
    if (found := coder.find()) is None:
        raise MachineError(f"--researcher {spec.text!r}: {coder.title} is not on this machine: {coder.install}")
    return found


def environment_of(spec: ModelSpec, home: str, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a session's process sees of the environment: keys and addresses of providers, a home of its own."""
    found = {name: value for name, value in environment.items() if PASSED.fullmatch(name)}
    if spec.base_url is not None and spec.provider == LOCAL:
        found["LEADSCREW_BASE_URL"] = spec.base_url
        found[LOCAL_KEY] = environment.get(LOCAL_KEY) or "none"
    return found | {
        "PATH": environment.get("PATH", "/usr/bin:/bin"), "HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home,
        "LANG": "C.UTF-8", "TMPDIR": home, "INSPECT_DISPLAY": "none", "DO_NOT_TRACK": "1",
    }  # fmt: skip


def secrets_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Values that no transcript may hold."""
    kinds = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD", "_CREDENTIALS", "AWS_BEARER_TOKEN_BEDROCK")
    found = [value for name, value in environment.items() if name.upper().endswith(kinds)]
    for name, value in environment.items():
        if name.upper().endswith("_PROXY") and "@" in value:
            found.append(value.partition("@")[0].rpartition("/")[2].rpartition(":")[2])
    return tuple(value for value in found if len(value) >= MIN_SECRET)


CLEAN = ".clean"
"""Ending of the empty file that says of a log beside it: it is complete, and without keys."""
MIN_SECRET = 8
"""Letters of a value that is taken for a secret: shorter ones stand in ordinary text."""
