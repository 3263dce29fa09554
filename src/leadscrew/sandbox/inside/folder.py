"""Plain data as a folder, for programs in any language: `data.json` and one `.npy` file for each array.

In the JSON an array is `{"npy": "NAME.npy"}`, where NAME is the path of keys that leads to it, joined by dots.
Reading takes bytes that came from a hostile box: headers are parsed by a pattern, never evaluated, and each array is
read once, so that what is read is no larger than the files.
"""

from __future__ import annotations

import json
import re
from typing import Any

from plain import NESTED, NotPlain, RawArray, check_shape, check_truth, parse  # type: ignore[import-not-found,unused-ignore]

CODES = {
    "bool": "|b1", "int8": "|i1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "uint8": "|u1", "uint16": "<u2",
    "uint32": "<u4", "uint64": "<u8", "float16": "<f2", "float32": "<f4", "float64": "<f8", "complex64": "<c8",
    "complex128": "<c16",
}  # fmt: skip
NAMES = {code: name for name, code in CODES.items()}
MAX_HEADER = 1 << 16
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


def from_files(files: Any) -> Any:
    """The value that a folder's files, by name, hold; arrays as RawArray.  Raises NotPlain."""
    if not isinstance(files, dict) or not all(isinstance(content, bytes) for content in files.values()):
        raise NotPlain("the answer is not a folder of files")
    if "data.json" not in files:
        raise NotPlain("the answer folder holds no data.json")
    return _in(parse(files["data.json"]), dict(files), 0)


def _in(value: Any, files: dict[str, bytes], depth: int) -> Any:
    if depth > 64:
        raise NotPlain("nested deeper than 64")
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, NESTED):
                value[index] = _in(item, files, depth + 1)
    elif isinstance(value, dict):
        if set(value) == {"npy"} and isinstance(value["npy"], str):
            if value["npy"] not in files:
                raise NotPlain(f"data.json names {value['npy'][:80]!r}, which is not there or was named before")
            return from_npy(files.pop(value["npy"]))
        for key, item in value.items():
            if isinstance(item, NESTED):
                value[key] = _in(item, files, depth + 1)
    return value


def to_npy(array: RawArray) -> bytes:
    """The array in NumPy's file format, version 1.0."""
    shape = "(" + "".join(f"{length}, " for length in array.shape) + ")"
    header = f"{{'descr': '{CODES[array.dtype]}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + array.data


def from_npy(content: bytes) -> RawArray:
    """The array of a .npy file, versions 1 to 3.  Raises NotPlain."""
    if content[:6] != b"\x93NUMPY" or len(content) < 12 or content[6] not in (1, 2, 3):
        raise NotPlain("a .npy file does not begin as one")
    start = 10 if content[6] == 1 else 12
    size = int.from_bytes(content[8:start], "little")
    if size > MAX_HEADER:
        raise NotPlain("a .npy file's header is too long")
    match = HEADER.fullmatch(content[start : start + size].decode("latin-1"))
    if match is None or match[1] not in NAMES:
        raise NotPlain("a .npy file's header is malformed or its dtype is not allowed")
    lengths = [part.strip() for part in match[3].split(",") if part.strip()]
    if len(lengths) > 16 or any(len(part) > 14 or not part.isdigit() for part in lengths):
        raise NotPlain("a .npy file's shape is malformed")
    shape = tuple(int(part) for part in lengths)
    name, data = NAMES[match[1]], content[start + size :]
    if check_shape(name, shape) != len(data):
        raise NotPlain("a .npy file's shape does not fit its size")
    check_truth(name, data)
    if match[2] == "True" and len(shape) > 1:
        raise NotPlain("a .npy file is in Fortran order, expected C order")
    return RawArray(name, shape, data)
