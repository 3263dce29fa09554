"""Plain data across the wall: numbers, strings, bytes, lists, mappings and arrays; never pickle.

A body is 4 bytes of header length (big endian), a JSON header, then the raw bytes of arrays and byte strings, each
once, in the order in which the header names them. In the header an array is `{"$a": [dtype, [shape], offset]}` and
bytes are `{"$b": [offset, length]}`; a user's key that begins with `$` gets one more `$`. Sizes are checked against
the body before any memory is taken.

Covered: nesting deeper than 64, more than MAX_ITEMS items, dtypes outside the closed list, shapes that do not fit the
buffer, buffers that overlap, empty arrays with gigantic other sizes, truth values other than 0 and 1, keys that are
not strings, objects of any other type.  Not covered: whether the values make sense; that is the judge's.
"""

from __future__ import annotations

import json
import re
import struct
import sys
from dataclasses import dataclass
from typing import Any

DTYPES = {
    "bool": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8, "uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8,
    "float16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip
MAX_DEPTH = 64
MAX_DIMENSIONS = 16
MAX_ITEMS = 4_000_000
"""Of lists and mappings, with their brackets: each takes up to about 150 bytes of memory for 2 of the header."""
MAX_EMPTY = 1 << 24
"""Of an empty array, the product of the sizes that are not 0: a judge may walk along them."""
MARKS = re.compile(rb'(?s)[,:\[{]|"(?:[^"\\]|\\.)*+"?')
"""What begins or parts items, and strings as a whole, in which the same letters mean nothing."""
QUOTE = ord('"')
NESTED = (list, dict)


class NotPlain(ValueError):
    """The value or the body is not plain data."""


@dataclass(frozen=True)
class RawArray:
    """An array where NumPy is not loaded: little-endian, C order."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


def encode(value: Any) -> list[bytes | memoryview]:
    """The value as a body in pieces.  Raises NotPlain."""
    buffers: list[bytes | memoryview] = []
    try:
        header = json.dumps(_lower(value, buffers, [0], 0), separators=(",", ":")).encode()
    except ValueError as exc:
        raise NotPlain(str(exc)) from exc
    _check_items(header)
    return [struct.pack(">I", len(header)), header, *buffers]


def encoded(value: Any) -> bytes:
    """The value as one body."""
    return b"".join(encode(value))


def _lower(value: Any, buffers: list[bytes | memoryview], end: list[int], depth: int) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    kind = type(value)
    if kind is int or kind is float:
        return value
    if depth > MAX_DEPTH:
        raise NotPlain(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, list | tuple):
        return [_lower(item, buffers, end, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_escaped(key): _lower(item, buffers, end, depth + 1) for key, item in value.items()}
    if isinstance(value, bytes | bytearray):
        return {"$b": [_append(bytes(value), buffers, end), len(value)]}
    if isinstance(value, RawArray):
        _check_empty(value.shape)
        return {"$a": [value.dtype, list(value.shape), _append(value.data, buffers, end)]}
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        if isinstance(value, numpy.ndarray):
            return _array(value, buffers, end, numpy)
        if isinstance(value, numpy.generic) and value.dtype.name in DTYPES and value.dtype.kind in "biuf":
            return value.item()
    if isinstance(value, int | float):
        return int(value) if isinstance(value, int) else float(value)
    raise NotPlain(f"a value of type {kind.__name__!r} cannot cross the wall")


def _array(value: Any, buffers: list[bytes | memoryview], end: list[int], numpy: Any) -> Any:
    name = value.dtype.name
    if name not in DTYPES:
        raise NotPlain(f"an array of dtype {name!r} cannot cross the wall")
    _check_empty(value.shape)
    flat = numpy.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
    data = memoryview(flat.reshape(-1).view(numpy.uint8)) if flat.size else b""
    return {"$a": [name, list(value.shape), _append(data, buffers, end)]}


def _append(data: bytes | memoryview, buffers: list[bytes | memoryview], end: list[int]) -> int:
    offset = end[0]
    buffers.append(data)
    end[0] += len(data)
    return offset


def _escaped(key: Any) -> str:
    if not isinstance(key, str):
        raise NotPlain(f"a mapping has a key of type {type(key).__name__!r}, expected strings")
    return "$" + key if key.startswith("$") else key


def decode(body: bytes, *, raw: bool = False) -> Any:
    """The value of a body; arrays as NumPy arrays, or as RawArray with `raw`.  Raises NotPlain."""
    if len(body) < 4:
        raise NotPlain("shorter than its own header")
    (size,) = struct.unpack_from(">I", body)
    if size > len(body) - 4:
        raise NotPlain("the header is longer than the body")
    header = parse(body[4 : 4 + size])
    data = Buffers(memoryview(body)[4 + size :])
    value = _lift(header, data, raw, 0)
    if data.end != len(data.view):
        raise NotPlain("the body is longer than what its header names")
    return value


def parse(text: bytes) -> Any:
    """The value of a JSON text that a hostile side wrote.  Raises NotPlain."""
    _check_items(text)
    try:
        return json.loads(str(text, "utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        raise NotPlain(f"not valid JSON: {str(exc)[:200]}") from exc


class Buffers:
    """The bytes behind a header, given out once each and in order, so that what they become is no larger than they."""

    def __init__(self, view: memoryview) -> None:
        self.view, self.end = view, 0

    def take(self, offset: int, length: int) -> memoryview:
        """So many bytes, which must begin where the last ones ended.  Raises NotPlain."""
        if offset != self.end or length > len(self.view) - offset:
            raise NotPlain("a buffer lies outside the body, or not behind the one before it")
        self.end += length
        return self.view[offset : self.end]


def _lift(value: Any, data: Buffers, raw: bool, depth: int) -> Any:
    """Lists and mappings are changed in place: a second copy of millions of them would double the memory."""
    if depth > MAX_DEPTH:
        raise NotPlain(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, NESTED):
                value[index] = _lift(item, data, raw, depth + 1)
    elif isinstance(value, dict):
        if "$a" in value:
            return _lift_array(value, data, raw)
        if "$b" in value:
            if len(value) != 1:
                raise NotPlain("a byte string's description is malformed")
            return bytes(data.take(*_integers(value["$b"], 2)))
        for key, item in value.items():
            if isinstance(item, NESTED):
                value[key] = _lift(item, data, raw, depth + 1)
        if any(key.startswith("$") for key in value):
            return {_unescaped(key): item for key, item in value.items()}
    return value


def _lift_array(value: dict[str, Any], data: Buffers, raw: bool) -> Any:
    spec = value["$a"]
    if len(value) != 1 or not isinstance(spec, list) or len(spec) != 3:
        raise NotPlain("an array's description is malformed")
    name, lengths, offset = spec
    if not isinstance(name, str) or name not in DTYPES:
        raise NotPlain("an array's dtype is not allowed")
    if not isinstance(lengths, list) or len(lengths) > MAX_DIMENSIONS:
        raise NotPlain("an array's shape is malformed")
    shape = tuple(_integers(lengths, len(lengths)))
    _integers([offset], 1)
    window = data.take(offset, check_shape(name, shape))
    check_truth(name, window)
    if raw:
        return RawArray(name, shape, bytes(window))
    try:
        import numpy
    except ImportError:
        raise NotPlain("an array, though numpy is not among the task's packages") from None
    dtype = numpy.dtype(name).newbyteorder("<")
    array = numpy.frombuffer(bytearray(window), dtype=dtype).reshape(shape)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def check_shape(name: str, shape: tuple[int, ...]) -> int:
    """How many bytes an array of this dtype and shape takes.  Raises NotPlain."""
    _check_empty(shape)
    size = DTYPES[name]
    for length in shape:
        size *= length
    return size


def check_truth(name: str, window: bytes | memoryview) -> None:
    """Truth values are 0 or 1: with others NumPy's sums and comparisons contradict each other.  Raises NotPlain."""
    if name == "bool" and bytes(window).translate(None, b"\0\1"):
        raise NotPlain("an array of truth values holds something other than 0 and 1")


def _check_empty(shape: tuple[int, ...]) -> None:
    if 0 in shape:
        product = 1
        for length in shape:
            product *= length or 1
        if product > MAX_EMPTY:
            raise NotPlain(f"an empty array has other sizes of more than {MAX_EMPTY} in all")


def _check_items(text: bytes) -> None:
    if len(text) > MAX_ITEMS and sum(text.count(mark) for mark in (b",", b":", b"[", b"{")) > MAX_ITEMS:
        count = 0
        for match in MARKS.finditer(text):
            count += text[match.start()] != QUOTE
            if count > MAX_ITEMS:
                raise NotPlain(f"lists and mappings hold more than {MAX_ITEMS:,} items; send arrays")


def _integers(values: Any, count: int) -> list[int]:
    if not isinstance(values, list) or len(values) != count:
        raise NotPlain("expected a list of sizes")
    for value in values:
        if type(value) is not int or not 0 <= value < 2**48:
            raise NotPlain("a size is negative, too large or not a whole number")
    return values


def _unescaped(key: str) -> str:
    if key.startswith("$"):
        if not key.startswith("$$"):
            raise NotPlain(f"unknown tag {key[:20]!r}")
        return key[1:]
    return key
