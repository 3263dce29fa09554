"""Make texts that nobody has seen, and judge a transformer's weights on the part that was held back.

Every problem takes another slice of English or of program text and respells its words in a language invented
for it. The language is most of what there is to learn, so weights carried in the source do not help as they
are, nor when they are told this problem's numbering.

Covered: malformed answers, wrong shapes and dtypes, absurd numbers, weights that see one character at a time.
Not covered: a program that predicts well without training. If its weights predict, that is a gain. Nor stored
weights that are trained on: they save more than half of the steps (docs/decisions/0002).
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

MARKS = '\n "#(),-.:=_'
LETTERS = 20
VOCABULARY = len(MARKS) + LETTERS
LONGEST_WORD = 8
SUCCESSORS = 2
"""How many letters a language allows after two given ones."""
KINDS = 2
"""How many kinds of letter a language has; it sorts its letters into them anew."""

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
"""The second kind of text is the source of these; `without` in task.toml hides them from the box."""


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
    """One id per piece: below len(MARKS) a mark, else len(MARKS) plus the number of the word."""
    lengths: Integers
    """How many letters each distinct word is respelled with."""


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
    """Reduce a text to words and the marks in MARKS: runs become one mark, other marks a near one."""
    text = text.lower().translate(str.maketrans("'`[]{};!?<>+*/%&|~^@$\\\t\r", '""()():..()---------:-  '))
    marks = {mark: number for number, mark in enumerate(MARKS)}
    numbers: dict[str, int] = {}
    pieces: list[int] = []
    for piece in re.findall(r"[a-z0-9]+|[^a-z0-9]", re.sub(r" *\n\s*", "\n", text)):
        if piece.isascii() and piece.isalnum():
            pieces.append(len(marks) + numbers.setdefault(piece, len(numbers)))
        elif piece in marks and pieces[-1:] != [marks[piece]]:
            pieces.append(marks[piece])
    lengths = [min(1 + len(word), LONGEST_WORD) for word in numbers]
    return _Corpus(pieces=np.array(pieces), lengths=np.array(lengths))


def _problem(seed: int, corpus: _Corpus) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    length = TRAINING_CHARACTERS + HELD_OUT_CHARACTERS
    first = int(rng.integers(len(corpus.pieces)))
    # A piece is at least one character, so `length` pieces suffice.
    text = _respell(np.roll(corpus.pieces, -first)[:length], corpus.lengths, rng)[:length]
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


def _respell(pieces: Integers, lengths: Integers, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The characters of `pieces` in a new language, under a new numbering."""
    marks = np.zeros((len(MARKS), LONGEST_WORD), np.int64)
    marks[:, 0] = np.arange(len(MARKS))
    spelling = np.concatenate([marks, len(MARKS) + _words(len(lengths), rng)])
    length = np.concatenate([np.ones(len(MARKS), np.int64), lengths])
    numbering = rng.permutation(VOCABULARY).astype(np.uint8)
    used = np.arange(LONGEST_WORD) < length[pieces, None]
    characters: NDArray[np.uint8] = numbering[spelling][pieces][used]
    return characters


def _words(count: int, rng: np.random.Generator) -> Integers:
    """Words of an invented language, as rows of LONGEST_WORD letters.

    The first two letters are free; which may follow depends on the letter two places before together with the
    kind of the letter between. No table of pairs can hold it, nor a sum of tables over the places before: the
    model must look back, and must combine what it sees.
    """
    kind = rng.permutation(LETTERS) % KINDS
    successors = rng.integers(LETTERS, size=(LETTERS, KINDS, SUCCESSORS))
    words = rng.integers(LETTERS, size=(count, LONGEST_WORD))
    for place in range(2, LONGEST_WORD):
        before, between = words[:, place - 2], words[:, place - 1]
        words[:, place] = successors[before, kind[between], rng.integers(SUCCESSORS, size=count)]
    return words


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
