"""Generations of the lab's own policy on its record: proposed, signed by a person, in force, put back.

Generation 0 chooses uniformly and is the control; generation 1 comes with Leadscrew, trained on the bundled outcomes.
Each later one is proposed by `leadscrew succeed`, and takes over only when its trial said better and a person signed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from leadscrew.errors import NotFound, RecordError
from leadscrew.research.rewriter.policy import Chooser, Policy, Temper, Uniform, from_plain, to_plain
from leadscrew.research.succession.bank import Bank
from leadscrew.research.succession.training import trained, tuned
from leadscrew.research.succession.trial import Maker, Trial
from leadscrew.store.lab import Lab

PROPOSED, APPROVED, BACK, LEARNED = "generation", "generation_approved", "generation_back", "policy"
BUILT_IN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a generation's policy is made from recorded outcomes."""

    temper: Temper
    trained: bool = True
    tuning_trials: int = 0
    """Tempers that the tuning looked at; 0 where nothing was tuned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One generation, as the record has it."""

    number: int
    recipe: Recipe
    parent: int | None
    artefact: str | None = None
    """Of its policy, trained on all recorded tasks; None for the two that come with Leadscrew."""
    trial: Mapping[str, Any] | None = None
    """Against its parent, as `trial.Trial` has it."""
    approved_by: str | None = None
    in_force: bool = False


def first_two() -> list[Generation]:
    """The generations that every lab has."""
    return [
        Generation(number=0, recipe=Recipe(temper=Temper(), trained=False), parent=None),
        Generation(number=BUILT_IN, recipe=Recipe(temper=Temper()), parent=0, approved_by="Leadscrew"),
    ]


def generations(lab: Lab) -> list[Generation]:
    """All generations of a lab in order.  Raises RecordError where a fact does not fit."""
    found = first_two()
    in_force = BUILT_IN
    try:
        facts = [fact for kind in (PROPOSED, APPROVED, BACK) for fact in lab.facts(kind=kind)]
        for fact in sorted(facts, key=lambda fact: fact.seq):
            number = int(fact.body["number"])
            if fact.kind == PROPOSED:
                found.append(_read(fact.body))
            else:
                in_force = number
            if fact.kind == APPROVED:
                found[number] = replace(found[number], approved_by=str(fact.body["who"]))
        found[in_force] = replace(found[in_force], in_force=True)
    except (KeyError, IndexError, TypeError, ValueError) as exc:
        raise RecordError(f"a generation on the record does not fit: {exc!r}; 'leadscrew verify' checks it") from exc
    return found


def attempt_at(lab: Lab, parent: int) -> int:
    """Which attempt to succeed a generation comes next, counted from 1."""
    return 1 + sum(generation.parent == parent for generation in generations(lab)[BUILT_IN + 1 :])


def in_force(lab: Lab) -> Generation:
    """The generation whose policy runs."""
    return next(generation for generation in generations(lab) if generation.in_force)


def policy_for(lab: Lab, task: str, banks: Sequence[Bank], *, learned: bool = True) -> tuple[Chooser, int]:
    """The policy that a run on a task starts with, and its generation.

    learned: whether what earlier runs of the lab taught the generation in force comes with it. On a task whose
    outcomes are bundled the policy is trained anew on the others, so that nothing knows such a task before it is
    searched.
    """
    generation = in_force(lab)
    if not generation.recipe.trained:
        return Uniform(), generation.number
    if any(bank.task == task for bank in banks):
        others = [bank for bank in banks if bank.task != task]
        return trained(others, generation.recipe.temper).start_of_task(), generation.number
    taught = [fact for fact in lab.facts(kind=LEARNED) if fact.body.get("generation") == generation.number]
    if learned and taught:
        return read_policy(lab, str(taught[-1].body["artefact"])).start_of_task(), generation.number
    if generation.artefact is None:
        return trained(banks, generation.recipe.temper).start_of_task(), generation.number
    return read_policy(lab, generation.artefact).start_of_task(), generation.number


def keep_learned(lab: Lab, policy: Chooser, *, run: str, generation: int) -> None:
    """Record what a run has taught, as an artefact with its generation; uniform choice learns nothing."""
    if not isinstance(policy, Policy):
        return
    artefact = lab.keep(json.dumps(to_plain(policy), sort_keys=True).encode())
    lab.append(LEARNED, {"run": run, "generation": generation, "artefact": artefact})


def read_policy(lab: Lab, artefact: str) -> Policy:
    """A policy that the lab keeps.  Raises RecordError."""
    try:
        return from_plain(json.loads(lab.artefact(artefact)))
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise RecordError(
            f"the policy {artefact[:12]} does not fit: {exc}; 'leadscrew succeed --back' leaves it"
        ) from exc


def maker_of(recipe: Recipe, *, seed: int = 0) -> Maker:
    """What makes a fresh policy by a recipe from any set of banks; tuning sees those banks only, and is done once."""
    known: dict[tuple[str, ...], Policy] = {}

    def make(banks: Sequence[Bank]) -> Chooser:
        if not recipe.trained:
            return Uniform()
        names = tuple(bank.task for bank in banks)
        if names not in known:
            temper = recipe.temper
            if recipe.tuning_trials:
                temper = tuned(banks, trials=recipe.tuning_trials, seed=seed, start=recipe.temper)
            known[names] = trained(banks, temper)
        return known[names].start_of_task()

    return make


def propose(lab: Lab, banks: Sequence[Bank], recipe: Recipe, found: Trial, *, parent: int, seed: int) -> Generation:
    """Put a generation on the record, with its policy trained on all banks."""
    temper = recipe.temper
    if recipe.tuning_trials:
        temper = tuned(banks, trials=recipe.tuning_trials, seed=seed, start=temper)
    policy = trained(banks, temper)
    number = len(generations(lab))
    body = {
        "number": number,
        "parent": parent,
        "trained_on": [bank.task for bank in banks],
        "temper": asdict(temper),
        "tuning_trials": recipe.tuning_trials,
        "artefact": lab.keep(json.dumps(to_plain(policy), sort_keys=True).encode()),
        "trial": asdict(found),
    }
    lab.append(PROPOSED, body)
    return generations(lab)[number]


def waiting(lab: Lab) -> Generation:
    """The latest proposed generation, which a person may sign.  Raises NotFound where none may take over."""
    known = generations(lab)
    latest = known[-1]
    if latest.number <= BUILT_IN or latest.approved_by is not None:
        raise NotFound("no generation waits for a signature; 'leadscrew succeed' trains one")
    if not latest.trial or not latest.trial["better"]:
        why = latest.trial["reason"] if latest.trial else "it has no trial"
        raise NotFound(f"generation {latest.number} may not take over: {why}")
    if latest.parent != next(generation.number for generation in known if generation.in_force):
        raise NotFound(
            f"generation {latest.number} was tried against generation {latest.parent}, which is not in force any more; "
            "'leadscrew succeed' tries one against the one that is"
        )
    return latest


def approve(lab: Lab, *, number: int, who: str) -> Generation:
    """Let the generation that waits take over, if it is the one that was signed.  Raises NotFound where none may."""
    latest = waiting(lab)
    if latest.number != number:
        raise NotFound(f"generation {latest.number} waits for a signature, not {number}; nothing was signed")
    lab.append(APPROVED, {"number": number, "who": who})
    return generations(lab)[number]


def back(lab: Lab, *, who: str) -> Generation:
    """Put the predecessor of the generation in force back.  Raises NotFound where there is none."""
    now = in_force(lab)
    if now.parent is None:
        raise NotFound("generation 0 has no predecessor; 'leadscrew succeed --to 1' puts a later one in force")
    return put(lab, now.parent, who=who)


def put(lab: Lab, number: int, *, who: str) -> Generation:
    """Put the control or a generation that was signed before in force.  Raises NotFound for any other."""
    known = generations(lab)
    if not 0 <= number < len(known):
        raise NotFound(f"generation {number} is not on the record, which has 0 to {len(known) - 1}")
    if number and known[number].approved_by is None:
        raise NotFound(f"generation {number} was never signed; 'leadscrew show --generations' says why")
    lab.append(BACK, {"number": number, "who": who})
    return in_force(lab)


def _read(body: Mapping[str, Any]) -> Generation:
    temper = Temper(**{str(name): float(value) for name, value in body["temper"].items()})
    return Generation(
        number=int(body["number"]),
        recipe=Recipe(temper=temper, tuning_trials=0),
        parent=int(body["parent"]),
        artefact=str(body["artefact"]),
        trial=dict(body["trial"]),
    )
