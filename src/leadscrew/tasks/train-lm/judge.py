"""Make texts that nobody has seen, and judge a small transformer's weights on the part that was held back.

Every problem takes another slice of English or of program text, respells each distinct word with random syllables
and numbers the characters anew. What a model learns on one problem is therefore worth little on the next, and
weights carried in the source do not help.

Covered: malformed answers, wrong shapes and dtypes, absurd numbers, weights that use one character of context.
Not covered: a program that predicts well without training. If its weights predict, that is a gain.
"""

import functools
import importlib
import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadscrew import Rejected

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PUNCTUATION = '\n "#(),-.:=_'
CONSONANTS = "bdfghklmnprstvz"
VOWELS = "aeiou"
VOCABULARY = len(PUNCTUATION) + len(CONSONANTS) + len(VOWELS)

CONTEXT, WIDTH, HEADS, HIDDEN = 16, 32, 2, 128
SHAPES: Mapping[str, tuple[int, ...]] = {
    "token": (VOCABULARY, WIDTH),
    "position": (CONTEXT, WIDTH),
    "query": (WIDTH, WIDTH),
    "key": (WIDTH, WIDTH),
    "value": (WIDTH, WIDTH),
    "merge": (WIDTH, WIDTH),
    "expand": (WIDTH, HIDDEN),
    "expand_bias": (HIDDEN,),
    "shrink": (HIDDEN, WIDTH),
    "shrink_bias": (WIDTH,),
    "output": (WIDTH, VOCABULARY),
    "output_bias": (VOCABULARY,),
}
LARGEST_WEIGHT = 1e3

TRAINING_CHARACTERS = 60_000
HELD_OUT_WINDOWS = 512
HELD_OUT_CHARACTERS = HELD_OUT_WINDOWS * CONTEXT + 1
BETTER_THAN_PAIRS = 0.05

SOURCE_PACKAGES = ("asyncio", "http", "unittest", "wsgiref", "xml", "xmlrpc")
"""Packages of the standard library whose source is the second kind of text. `without` hides them from the box."""


def problem(seed: int) -> dict[str, Any]:
    """A problem on English text, Python's own documentation."""
    return _problem(seed, _documentation())


def held_out_problem(seed: int) -> dict[str, Any]:
    """A problem on another kind of text, the source code of the standard library."""
    return _problem(seed, _source_code())


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless `answer` is a full set of weights that predicts better than a table of pairs."""
    weights = _weights(answer)
    loss = _held_out_loss(problem, weights)
    if not loss < problem["_bar"]:
        raise Rejected(
            f"the held-out loss is {loss:.3f} nats per character, expected less than {problem['_bar']:.3f}: "
            "a table of which character follows which does as well, so the model does not use its context"
        )


def quality(problem: Mapping[str, Any], answer: Any) -> float:
    """Mean loss on the held-out text, in nats per character. Lower is better."""
    return _held_out_loss(problem, _weights(answer))


# The texts.


@dataclass(frozen=True, slots=True)
class _Corpus:
    """A text as a row of pieces: each is a punctuation mark or a word."""

    pieces: Integers
    """One id per piece: below len(PUNCTUATION) a mark, else len(PUNCTUATION) plus the number of the word."""
    syllables: Integers
    """How many syllables each distinct word is respelled with."""


@functools.cache
def _documentation() -> _Corpus:
    topics = importlib.import_module("pydoc_data.topics").topics
    return _corpus("\n".join(topics[name] for name in sorted(topics)))


@functools.cache
def _source_code() -> _Corpus:
    return _corpus("\n".join(path.read_text(encoding="utf-8") for path in _source_files()))


def _source_files() -> Iterator[Path]:
    for package in SOURCE_PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"the judge needs the standard library's package {package!r}")
        for folder in spec.submodule_search_locations:
            paths = sorted(Path(folder).rglob("*.py"))
            yield from (path for path in paths if "test" not in path.relative_to(folder).parts)


def _corpus(text: str) -> _Corpus:
    """Reduce a text to words and the marks in PUNCTUATION: runs become one mark, other marks a near one."""
    text = text.lower().translate(str.maketrans("'`[]{};!?<>+*/%&|~^@$\\\t\r", '""()():..()---------:-  '))
    marks = {mark: number for number, mark in enumerate(PUNCTUATION)}
    numbers: dict[str, int] = {}
    pieces: list[int] = []
    for piece in re.findall(r"[a-z0-9]+|[^a-z0-9]", re.sub(r" *\n\s*", "\n", text)):
        if piece.isascii() and piece.isalnum():
            pieces.append(len(marks) + numbers.setdefault(piece, len(numbers)))
        elif piece in marks and pieces[-1:] != [marks[piece]]:
            pieces.append(marks[piece])
    syllables = [min(1 + len(word) // 3, 4) for word in numbers]
    return _Corpus(pieces=np.array(pieces), syllables=np.array(syllables))


def _problem(seed: int, corpus: _Corpus) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    length = TRAINING_CHARACTERS + HELD_OUT_CHARACTERS
    # A mark is one character and a word at least two, so `length` pieces always suffice.
    pieces = np.roll(corpus.pieces, -int(rng.integers(len(corpus.pieces))))[:length]
    characters = rng.permutation(VOCABULARY).astype(np.uint8)
    text = characters[_respell(pieces, corpus.syllables, rng)[:length]]
    training, held_out = text[:TRAINING_CHARACTERS], text[TRAINING_CHARACTERS:]
    return {
        "text": training,
        "vocabulary": VOCABULARY,
        "context": CONTEXT,
        "width": WIDTH,
        "heads": HEADS,
        "hidden": HIDDEN,
        "shapes": {name: list(shape) for name, shape in SHAPES.items()},
        "seed": int(rng.integers(2**31)),
        "_held_out": held_out,
        "_bar": _pair_loss(training, held_out) - BETTER_THAN_PAIRS,
    }


def _respell(pieces: Integers, syllables: Integers, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The characters of `pieces`, each word spelled anew in syllables of a consonant and a vowel.

    All vowels of a word are alike, as in languages with vowel harmony: a small model learns that first, and no
    table of pairs can hold it.
    """
    marks = len(PUNCTUATION)
    lengths = np.concatenate([np.ones(marks, np.int64), 2 * syllables])
    starts = np.cumsum(lengths) - lengths
    spelling = np.empty(int(lengths.sum()), np.uint8)
    spelling[:marks] = np.arange(marks)
    consonants = rng.integers(len(CONSONANTS), size=int(syllables.sum()))
    vowels = np.repeat(rng.integers(len(VOWELS), size=len(syllables)), syllables)
    spelling[marks::2] = marks + consonants
    spelling[marks + 1 :: 2] = marks + len(CONSONANTS) + vowels
    piece_lengths = lengths[pieces]
    ends = np.cumsum(piece_lengths)
    within = np.arange(int(ends[-1])) - np.repeat(ends - piece_lengths, piece_lengths)
    characters: NDArray[np.uint8] = spelling[np.repeat(starts[pieces], piece_lengths) + within]
    return characters


def _pair_loss(training: NDArray[np.uint8], held_out: NDArray[np.uint8]) -> float:
    """Held-out loss of the best table of pairs that the training text gives: counts with one added."""
    pairs = training[:-1].astype(np.int64) * VOCABULARY + training[1:]
    counts = np.bincount(pairs, minlength=VOCABULARY**2).reshape(VOCABULARY, VOCABULARY) + 1.0
    log_probability = np.log(counts / counts.sum(axis=1, keepdims=True))
    return float(-log_probability[held_out[:-1], held_out[1:]].mean())


# The model. The judge owns it: an answer is only numbers.


def _weights(answer: Any) -> dict[str, Floats]:
    if not isinstance(answer, Mapping):
        raise Rejected(f"the answer is a {type(answer).__name__}, expected a mapping from names to arrays")
    missing, extra = sorted(SHAPES.keys() - answer.keys()), sorted(map(str, answer.keys() - SHAPES.keys()))
    if missing or extra:
        raise Rejected(f"the names of the weights are wrong: missing {missing}, not expected {extra[:8]}")
    return {name: _array(name, answer[name]) for name in SHAPES}


def _array(name: str, array: Any) -> Floats:
    if not isinstance(array, np.ndarray):
        raise Rejected(f"weights {name!r} are a {type(array).__name__}, expected a NumPy array")
    if array.dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise Rejected(f"weights {name!r} have dtype {array.dtype}, expected float32 or float64")
    if array.shape != SHAPES[name]:
        raise Rejected(f"weights {name!r} have shape {array.shape}, expected {SHAPES[name]}")
    if not np.isfinite(array).all():
        raise Rejected(f"weights {name!r} hold numbers that are not finite")
    if (largest := np.abs(array).max()) > LARGEST_WEIGHT:
        raise Rejected(f"weights {name!r} hold {largest:.3g}, expected at most {LARGEST_WEIGHT:g}")
    return array.astype(np.float64)


def _held_out_loss(problem: Mapping[str, Any], weights: Mapping[str, Floats]) -> float:
    held_out: Integers = np.asarray(problem["_held_out"], np.int64)
    windows, targets = held_out[:-1].reshape(-1, CONTEXT), held_out[1:]
    logits = _logits(windows, weights).reshape(-1, VOCABULARY)
    logits -= logits.max(axis=1, keepdims=True)
    normaliser = np.log(np.exp(logits).sum(axis=1))
    return float((normaliser - logits[np.arange(len(targets)), targets]).mean())


def _logits(windows: Integers, weights: Mapping[str, Floats]) -> Floats:
    """One transformer block. windows: shape (n, CONTEXT). Returns shape (n, CONTEXT, VOCABULARY)."""
    stream = weights["token"][windows] + weights["position"]
    stream = stream + _attention(_normalised(stream), weights)
    hidden = np.maximum(_normalised(stream) @ weights["expand"] + weights["expand_bias"], 0.0)
    stream = stream + hidden @ weights["shrink"] + weights["shrink_bias"]
    logits: Floats = _normalised(stream) @ weights["output"] + weights["output_bias"]
    return logits


def _normalised(stream: Floats) -> Floats:
    """Each vector divided by the root of its mean square."""
    normalised: Floats = stream / np.sqrt((stream**2).mean(axis=-1, keepdims=True) + 1e-5)
    return normalised


def _attention(stream: Floats, weights: Mapping[str, Floats]) -> Floats:
    """What each position gathers from itself and those before it."""
    query, key, value = (_heads(stream @ weights[name]) for name in ("query", "key", "value"))
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(WIDTH // HEADS)
    scores = np.where(np.tril(np.ones((CONTEXT, CONTEXT), bool)), scores, -np.inf)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    gathered = (scores / scores.sum(axis=-1, keepdims=True)) @ value
    merged: Floats = gathered.swapaxes(1, 2).reshape(stream.shape) @ weights["merge"]
    return merged


def _heads(stream: Floats) -> Floats:
    """From (n, CONTEXT, WIDTH) to (n, HEADS, CONTEXT, WIDTH // HEADS)."""
    return stream.reshape(-1, CONTEXT, HEADS, WIDTH // HEADS).swapaxes(1, 2)
