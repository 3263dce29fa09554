"""Plain data across the wall: numbers, strings, bytes, lists, mappings and arrays; never pickle.

A body is 4 bytes of header length (big endian), a JSON header, then the raw bytes of arrays and byte strings.
In the header an array is `{"$a": [dtype, [shape], offset]}` and bytes are `{"$b": [offset, length]}`; a user's
key that begins with `$` gets one more `$`. Sizes are checked against the body before any memory is taken.

Covered: nesting deeper than 64, dtypes outside the closed list, shapes that do not fit the buffer, keys that
are not strings, objects of any other type.  Not covered: whether the values make sense; that is the judge's.
"""

from __future__ import annotations

import json
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
    except (ValueError, UnicodeEncodeError) as exc:
        raise NotPlain(str(exc)) from exc
    return [struct.pack(">I", len(header)), header, *buffers]


def encoded(value: Any) -> bytes:
    """The value as one body."""
    return b"".join(encode(value))


def _lower(value: Any, buffers: list[bytes | memoryview], end: list[int], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise NotPlain(f"nested deeper than {MAX_DEPTH}")
    if value is None or isinstance(value, bool | str):
        return value
    kind = type(value)
    if kind is int or kind is float:
        return value
    if isinstance(value, list | tuple):
        return [_lower(item, buffers, end, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_escaped(key): _lower(item, buffers, end, depth + 1) for key, item in value.items()}
    if isinstance(value, bytes | bytearray):
        return {"$b": [_append(bytes(value), buffers, end), len(value)]}
    if isinstance(value, RawArray):
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
    try:
        header = json.loads(body[4 : 4 + size])
        return _lift(header, memoryview(body)[4 + size :], raw, 0)
    except (ValueError, RecursionError) as exc:
        raise exc if isinstance(exc, NotPlain) else NotPlain(f"not valid JSON: {str(exc)[:200]}") from exc


def _lift(value: Any, data: memoryview, raw: bool, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise NotPlain(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, list):
        return [_lift(item, data, raw, depth + 1) for item in value]
    if isinstance(value, dict):
        if "$a" in value:
            return _lift_array(value, data, raw)
        if "$b" in value:
            offset, length = _integers(value["$b"], 2)
            return bytes(_slice(data, offset, length))
        return {_unescaped(key): _lift(item, data, raw, depth + 1) for key, item in value.items()}
    return value


def _lift_array(value: dict[str, Any], data: memoryview, raw: bool) -> Any:
    spec = value["$a"]
    if len(value) != 1 or not isinstance(spec, list) or len(spec) != 3 or spec[0] not in DTYPES:
        raise NotPlain("an array's description is malformed or its dtype is not allowed")
    if not isinstance(spec[1], list) or len(spec[1]) > MAX_DIMENSIONS:
        raise NotPlain("an array's shape is malformed")
    shape = tuple(_integers(spec[1], len(spec[1])))
    (offset,) = _integers([spec[2]], 1)
    size = DTYPES[spec[0]]
    for length in shape:
        size *= length
    window = _slice(data, offset, size)
    if raw:
        return RawArray(spec[0], shape, bytes(window))
    import numpy

    dtype = numpy.dtype(spec[0]).newbyteorder("<")
    array = numpy.frombuffer(bytearray(window), dtype=dtype).reshape(shape)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _slice(data: memoryview, offset: int, length: int) -> memoryview:
    if offset + length > len(data):
        raise NotPlain("a buffer lies outside the body")
    return data[offset : offset + length]


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
