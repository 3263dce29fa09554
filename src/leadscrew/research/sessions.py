"""The sessions of a run, from the record: who, with which model and direction, when, what it used, why it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leadscrew.agents.prices import TOKENS
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import NotFound
from leadscrew.store.lab import Lab


@dataclass(slots=True, kw_only=True)
class SessionRecord:
    """One session."""

    name: str
    """`s3` of a model, `mcp:NAME` of a client."""
    researcher: str
    model: str
    direction: str
    lead: str
    """Whose worker it was; empty where nobody's."""
    started_at: float
    ended_at: float | None = None
    """None while it lasts, and where the whole lab was killed."""
    ok: bool | None = None
    reason: str = ""
    transcript: str | None = None
    """Artefact of its log."""
    account: Mapping[str, Any] = field(default_factory=dict)
    """As its seat had it at the end: of all of the researcher's sessions up to then."""
    turns: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    unpriced: int = 0
    versions: list[str] = field(default_factory=list)
    """Of the model, as its provider named them."""


def sessions_of(lab: Lab, run: str) -> list[SessionRecord]:
    """All sessions of a run in the order in which they began."""
    found: list[SessionRecord] = []
    latest: dict[str, SessionRecord] = {}
    kinds = ("session_started", "model_call", "session_ended", "transcript")
    facts = sorted((fact for kind in kinds for fact in lab.facts(run=run, kind=kind)), key=lambda fact: fact.seq)
    for fact in facts:
        body = fact.body
        if fact.kind == "session_started":
            session = SessionRecord(
                name=str(body["session"]), researcher=str(body["researcher"]), model=str(body["model"]),
                direction=str(body["direction"]), lead=str(body["lead"]), started_at=fact.at,
            )  # fmt: skip
            found.append(session)
            latest[session.researcher] = session
        elif fact.kind == "model_call":
            if (known := latest.get(str(body["researcher"]))) is not None:
                _spend(known, body)
        else:
            named = next((one for one in reversed(found) if one.name == body["session"]), None)
            if named is not None:
                _end(named, fact.kind, body, fact.at)
    return found


def session_of(lab: Lab, run: str, name: str) -> SessionRecord:
    """One session by its name.  Raises NotFound."""
    found = sessions_of(lab, run)
    for session in found:
        if session.name == name:
            return session
    known = ", ".join(one_line(session.name, limit=60) for session in found[-8:]) or "none"
    raise NotFound(f"run {run!r} has no session {name!r}; it has: {known}")


def _spend(session: SessionRecord, body: Mapping[str, Any]) -> None:
    tokens = sum(int(body[name]) for name in TOKENS)
    session.turns += 1
    session.tokens += tokens
    session.cost_usd += body["cost_usd"] or 0.0
    session.unpriced += tokens if body["cost_usd"] is None else 0
    if body.get("model") and body["model"] not in session.versions:
        session.versions.append(str(body["model"]))


def _end(session: SessionRecord, kind: str, body: Mapping[str, Any], at: float) -> None:
    session.transcript = body["transcript"] or session.transcript
    if kind == "session_ended":
        session.ended_at, session.ok, session.reason = at, bool(body["ok"]), str(body["reason"])
        session.account = dict(body["account"])
