"""Calls a function once for each set of arguments and gives back, as plain data, all that came of it.

Written beside a program by `leadscrew task new`; no candidate may change it. What a call returns, the type of what it
raises, and its arguments as they are afterwards all count: a function that changes what it was given, and did not
before, behaves in another way.
"""

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import importlib
import io
import pathlib
import sys
import traceback
import uuid

TARGET = "module:function"
TAG = "\0"
"""Begins the one key of a mapping that stands for something else than a mapping."""
SHOWN = (decimal.Decimal, fractions.Fraction, datetime.date, datetime.time, datetime.timedelta, datetime.timezone,
         pathlib.PurePath, uuid.UUID, complex, range, slice)  # fmt: skip
"""Compared by what they show."""
MOST = 1_000_000
"""Of what an iterator gives."""
LAST = 32
"""Calls whose results are held, to see whether a later one gives the same thing again."""
HEAP_TYPE = 1 << 9
"""The flag of a class that was made by a `class` statement, or as if."""
SEEN, REPEATED = {}, []
"""Containers that were met in a call's outcome, by identity, and which were met again.

Each is held with its number: what is held is not freed, so that no other takes its identity."""


class Unfit(TypeError):
    """A value that is no plain data: nothing that the function itself has raised."""


def call(problem):
    """The outcome of every call of a problem."""
    module, _, name = TARGET.partition(":")
    function = importlib.import_module(module)
    for part in name.split("."):
        function = getattr(function, part)
    outcomes, raised, earlier = [], False, collections.OrderedDict()
    for arguments in problem["calls"]:
        if problem["tagged"]:
            arguments = from_plain(arguments)
        args, kwargs = arguments["args"], arguments["kwargs"]
        forget()
        held = None  # identities count while what they are of is alive
        try:
            held = function(*args, **kwargs)
            outcome = {"returned": to_plain(held)}
        except Unfit:
            raise
        except Exception as exc:
            outcome = {"raised": type(exc).__name__, "caught_as": [_named(base) for base in type(exc).__mro__[:-1]]}
            if not raised:
                outcome["said"] = traceback.format_exc(limit=-3)[-1000:]  # for a person; never compared
            raised = True
        outcome["after"] = [[to_plain(value) for value in args], {name: to_plain(kwargs[name]) for name in kwargs}]
        outcome["shared"] = list(REPEATED)
        if id(held) in earlier:
            outcome["again"] = len(outcomes) - earlier[id(held)][0]
        elif not isinstance(
            held, (type(None), bool, int, float, complex, str, bytes, tuple, frozenset, enum.Enum, type)
        ):
            earlier[id(held)] = (len(outcomes), held)
            while len(earlier) > LAST:
                earlier.popitem(last=False)
        outcomes.append(outcome)
        del held
        forget()
    return {"outcomes": outcomes}


def forget():
    """Hold nothing of what was looked at before."""
    SEEN.clear()
    REPEATED.clear()


def to_plain(value, depth=0):
    """Plain data that tells apart what Python tells apart.  Raises Unfit."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str, bytes):
        return value
    if depth > 40:
        raise Unfit("a value is nested deeper than 40, or holds itself")
    if kind in (list, dict, set, bytearray):
        _met(value)
    if kind is list:
        return [to_plain(item, depth + 1) for item in value]
    if kind is dict:
        if all(type(key) is str and not key.startswith(TAG) for key in value):
            return {key: to_plain(item, depth + 1) for key, item in value.items()}
        return {TAG + "dict": [[to_plain(key, depth + 1), to_plain(item, depth + 1)] for key, item in value.items()]}
    if kind is tuple:
        return {TAG + "tuple": [to_plain(item, depth + 1) for item in value]}
    if kind in (set, frozenset):
        return {TAG + kind.__name__: sorted((to_plain(item, depth + 1) for item in value), key=repr)}
    if kind is bytearray:
        return {TAG + "bytearray": bytes(value)}
    return _object(value, kind, depth + 1)


def _met(value):
    """Note a thing that could be changed, and whether it was met before."""
    if id(value) in SEEN:
        REPEATED.append([len(SEEN), SEEN[id(value)][0]])
    SEEN.setdefault(id(value), (len(SEEN), value))


def _object(value, kind, depth):
    name = _named(kind)
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if not isinstance(value, (*SHOWN, enum.Enum, str, int, float, bytes, frozenset, BaseException)):
        owner = value
        while numpy is not None and isinstance(owner, numpy.ndarray) and isinstance(owner.base, numpy.ndarray):
            owner = owner.base  # a view changes with what it is a view of
        if numpy is None or not isinstance(value, numpy.generic):
            _met(owner)
    if torch is not None and isinstance(value, torch.Tensor):
        inner = value.detach().cpu()
        known = inner.float() if inner.dtype == torch.bfloat16 else inner
        return {TAG + name: [str(value.dtype), to_plain(known.resolve_conj().resolve_neg().numpy(), depth)]}
    if numpy is not None and isinstance(value, numpy.ndarray):
        if value.dtype.kind in "biufc" and kind is numpy.ndarray and value.dtype.isnative:
            return value if value.flags.writeable else {TAG + "array that cannot be written": value}
        masked = to_plain(numpy.asarray(value.mask), depth) if isinstance(value, numpy.ma.MaskedArray) else None
        inner = to_plain(value.tolist(), depth)
        return {TAG + "array": [name, str(value.dtype), list(value.shape), inner, masked, _attributes(value, depth)]}
    if numpy is not None and isinstance(value, numpy.generic):
        plain = value.dtype.name in ("float16", "float32", "complex64", "complex128")  # by their dtype's tolerance
        return {TAG + "scalar": [value.dtype.name, numpy.asarray(value) if plain else to_plain(value.item(), depth)]}
    if kind is complex:
        return {TAG + "builtins.complex": [value.real, value.imag]}
    if isinstance(value, SHOWN):
        more = _attributes(value, depth)
        return {TAG + name: [repr(value), more] if more else repr(value)}
    if isinstance(value, enum.Enum):
        return {TAG + name: [value.name, to_plain(value.value, depth)]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and _of_python(kind):
        fields = [[field.name, to_plain(getattr(value, field.name), depth)] for field in dataclasses.fields(value)]
        return {TAG + name: [fields, _shape(kind), _attributes(value, depth)]}
    if isinstance(value, (io.StringIO, io.BytesIO)):
        return {TAG + name: [value.getvalue(), value.tell(), _attributes(value, depth)]}
    if isinstance(value, (collections.deque, array.array)):
        more = value.maxlen if isinstance(value, collections.deque) else value.typecode
        return {TAG + name: [[to_plain(item, depth) for item in value], more, _attributes(value, depth)]}
    for base in (str, int, float, bytes, list, tuple, dict, set, frozenset):
        if isinstance(value, base):
            more = _named(value.default_factory) if isinstance(value, collections.defaultdict) else None
            inner = to_plain(_raw(value, base), depth)
            return {TAG + name: [inner, more, _shape(kind), _attributes(value, depth)]}
    if hasattr(value, "__next__"):
        items = []
        try:
            while True:
                items.append(to_plain(next(value), depth))
                if len(items) > MOST:
                    raise Unfit(f"an iterator of type {name} gives more than {MOST:,} items")
        except StopIteration as end:
            return {TAG + "iterator": items if end.value is None else [items, to_plain(end.value, depth)]}
    if isinstance(value, BaseException):
        return {TAG + name: [to_plain(value.args, depth), _attributes(value, depth)]}
    if _of_python(kind) and not callable(value):
        return {TAG + name: [_shape(kind), _attributes(value, depth)]}
    raise Unfit(f"a value of type {name} is no plain data: name a function that returns numbers, strings, bytes, "
                "arrays, containers or dataclasses")  # fmt: skip


def _raw(value, base):
    """What an object holds as the built-in that it is, whatever its class shows instead."""
    if base is dict:
        return dict(dict.items(value))
    if base in (list, tuple, set, frozenset):
        return base(base.__iter__(value))
    return {str: str.__str__, int: int.__int__, float: float.__float__, bytes: bytes.__bytes__}[base](value)


SHAPES = {}
QUIET = {"__module__", "__dict__", "__weakref__", "__doc__", "__slots__", "__init__", "__annotations__", "__qualname__",
         "__firstlineno__", "__static_attributes__", "__annotate__", "__annotations_cache__", "__match_args__",
         "__orig_bases__", "__parameters__", "__classcell__"}  # fmt: skip
"""Names of a class that say nothing of how its objects behave."""


def _shape(kind):
    """What a caller may do with objects of a class: what it is derived from, and the public names that it has."""
    if kind not in SHAPES:
        own = {name for base in kind.__mro__[:-1] if base.__flags__ & HEAP_TYPE for name in base.__dict__}
        names = sorted(n for n in own - QUIET if not n.startswith("_") or (n.startswith("__") and n.endswith("__")))
        SHAPES[kind] = [[_named(base) for base in kind.__mro__[:-1]], names]
    return SHAPES[kind]


def _of_python(kind):
    """Whether all that an object of a class holds stands in its attributes: no class of C is among its bases."""
    bases = [base for base in kind.__mro__ if base is not object]
    files = [getattr(sys.modules.get(base.__module__), "__file__", None) or "" for base in bases]
    return bool(bases) and all(
        base.__flags__ & HEAP_TYPE
        and (file.endswith(".py") or base.__module__ in ("typing", "abc", "__main__"))
        # a `class` statement below object makes one of the two
        and (base.__bases__ != (object,) or "__dict__" in base.__dict__ or "__slots__" in base.__dict__)
        for base, file in zip(bases, files, strict=True)
    )


def _named(kind):
    """A class by its whole name; one that only bears the name of another is told apart."""
    if kind is None or not isinstance(kind, type):
        return repr(kind)
    home = sys.modules.get(kind.__module__)
    name = f"{kind.__module__}.{kind.__qualname__}"
    for part in kind.__qualname__.split("."):
        home = getattr(home, part, None)
    return name if home is kind else f"{name} (not the one of that module)"


def _attributes(value, depth):
    known = dict(getattr(value, "__dict__", {}))
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            name = f"_{base.__name__.lstrip('_')}{slot}" if slot[:2] == "__" and slot[-2:] != "__" else slot
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                known[name] = getattr(value, name)
    return [[name, to_plain(item, depth)] for name, item in sorted(known.items())]


def from_plain(value):
    """The arguments that plain data stands for."""
    if type(value) is list:
        return [from_plain(item) for item in value]
    if type(value) is not dict:
        return value
    if len(value) == 1:
        ((key, inner),) = value.items()
        if key.startswith(TAG):
            return _restored(key[1:], inner)
    return {key: from_plain(item) for key, item in value.items()}


def _restored(kind, inner):
    if kind == "dict":
        return {from_plain(key): from_plain(item) for key, item in inner}
    if kind == "bytearray":
        return bytearray(inner)
    if kind in ("tuple", "set", "frozenset"):
        return {"tuple": tuple, "set": set, "frozenset": frozenset}[kind](from_plain(item) for item in inner)
    if kind == "scalar":
        import numpy

        return numpy.dtype(inner[0]).type(inner[1] if not isinstance(inner[1], numpy.ndarray) else inner[1][()])
    if kind == "decimal.Decimal":
        return decimal.Decimal(inner[len("Decimal('") : -2])
    if kind == "builtins.complex":
        return complex(*inner)
    raise TypeError(f"an argument of type {kind} cannot be handed over: inputs() may give numbers, strings, bytes, "
                    "arrays, lists, tuples, sets and mappings")  # fmt: skip


def is_tagged(value):
    """Whether plain data holds something that `from_plain` would restore."""
    if type(value) is list:
        return any(is_tagged(item) for item in value)
    if type(value) is dict:
        return any(key.startswith(TAG) or is_tagged(item) for key, item in value.items())
    return False
