"""Plain data as a folder, for programs in any language: `data.json` and one `.npy` file for each array.

In the JSON an array is `{"npy": "NAME.npy"}`, where NAME is the path of keys that leads to it, joined by dots.
Reading takes bytes that came from a hostile box: headers are parsed by a pattern, never evaluated.
"""

from __future__ import annotations

import json
import re
from typing import Any

from plain import DTYPES, NotPlain, RawArray  # type: ignore[import-not-found,unused-ignore]

CODES = {
    "bool": "|b1", "int8": "|i1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "uint8": "|u1", "uint16": "<u2",
    "uint32": "<u4", "uint64": "<u8", "float16": "<f2", "float32": "<f4", "float64": "<f8", "complex64": "<c8",
    "complex128": "<c16",
}  # fmt: skip
NAMES = {code: name for name, code in CODES.items()}
HEADER = re.compile(
    r"\{\s*'descr':\s*'([|<][a-z]\d{1,2})',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d, ]*)\),?\s*\}\s*"
)


def to_files(value: Any) -> dict[str, bytes]:
    """File contents by name.  Arrays must be RawArray."""
    files: dict[str, bytes] = {}
    files["data.json"] = json.dumps(_out(value, "", files)).encode()
    return files


def _out(value: Any, path: str, files: dict[str, bytes]) -> Any:
    if isinstance(value, RawArray):
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", path) or "array"
        if f"{name}.npy" in files or len(name) > 100:
            name = f"array-{len(files)}"
        files[f"{name}.npy"] = to_npy(value)
        return {"npy": f"{name}.npy"}
    if isinstance(value, list):
        return [_out(item, f"{path}.{index}" if path else str(index), files) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _out(item, f"{path}.{key}" if path else key, files) for key, item in value.items()}
    if isinstance(value, bytes):
        raise NotPlain("bytes cannot be given to a command; use an array of uint8")
    return value


def from_files(files: dict[str, bytes]) -> Any:
    """The value that a folder holds; arrays as RawArray.  Raises NotPlain."""
    if "data.json" not in files:
        raise NotPlain("the answer folder holds no data.json")
    try:
        return _in(json.loads(files["data.json"]), files, 0)
    except (ValueError, RecursionError) as exc:
        raise exc if isinstance(exc, NotPlain) else NotPlain(f"data.json: {str(exc)[:200]}") from exc


def _in(value: Any, files: dict[str, bytes], depth: int) -> Any:
    if depth > 64:
        raise NotPlain("nested deeper than 64")
    if isinstance(value, list):
        return [_in(item, files, depth + 1) for item in value]
    if isinstance(value, dict):
        if set(value) == {"npy"} and isinstance(value["npy"], str):
            if value["npy"] not in files:
                raise NotPlain(f"data.json names {value['npy'][:80]!r}, which is not there")
            return from_npy(files[value["npy"]])
        return {key: _in(item, files, depth + 1) for key, item in value.items()}
    return value


def to_npy(array: RawArray) -> bytes:
    """The array in NumPy's file format, version 1.0."""
    shape = "(" + "".join(f"{length}, " for length in array.shape) + ")"
    header = f"{{'descr': '{CODES[array.dtype]}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + array.data


def from_npy(content: bytes) -> RawArray:
    """The array of a .npy file, versions 1 to 3.  Raises NotPlain."""
    if content[:6] != b"\x93NUMPY" or len(content) < 12:
        raise NotPlain("a .npy file does not begin as one")
    start = 10 if content[6] == 1 else 12
    size = int.from_bytes(content[8:start], "little")
    match = HEADER.fullmatch(content[start : start + min(size, 4096)].decode("latin-1"))
    if match is None or match[1] not in NAMES:
        raise NotPlain("a .npy file's header is malformed or its dtype is not allowed")
    lengths = [part.strip() for part in match[3].split(",") if part.strip()]
    if len(lengths) > 16 or any(len(part) > 14 or not part.isdigit() for part in lengths):
        raise NotPlain("a .npy file's shape is malformed")
    shape = tuple(int(part) for part in lengths)
    count = 1
    for length in shape:
        count *= length
    name, data = NAMES[match[1]], content[start + size :]
    if count * DTYPES[name] != len(data):
        raise NotPlain("a .npy file's shape does not fit its size")
    if match[2] == "True" and len(shape) > 1:
        raise NotPlain("a .npy file is in Fortran order, expected C order")
    return RawArray(name, shape, data)
