"""Hostile frames: what a candidate may write instead of an answer, made by mutating what an honest one writes."""

from __future__ import annotations

import random
import re
import struct
import sys
from pathlib import Path
from typing import Any

import pytest

import leadscrew.sandbox.inside as inside
from leadscrew.sandbox.inside import plain

sys.path.insert(0, str(Path(inside.__file__).parent))
import folder

TOKENS = [
    "0", "1", "-1", "-0", "1.0", "true", "false", "null", "1e400", "-1e400", "NaN", "Infinity", "-Infinity", "4096", "01",
    str(2**31), str(2**47), str(2**48), str(2**63), str(2**64), "9" * 4300, "9" * 4301, "9" * 6000, "1e-400", "[]", "{}",
    '""', '"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\ud800"', '"a\nb"', '"$a"', '"$b"', '"float64"', '"object"',
    '"bool"', '"complex128"', '"data.json"', '"a.npy"', '{"npy":"a.npy"}', '{"npy":"data.json"}', '{"npy":1}',
    '{"$a":["bool",[3],0]}', '{"$a":["uint8",[0],0]}', '{"$a":["uint8",[140737488355328,0],0]}',
    '{"$a":["float64",[4294967296,4294967296],0]}', '{"$a":[[],[1],0]}', '{"$a":[{},[1],0]}', '{"$a":[null,[1],0]}',
    '{"$a":["int8",{"$a":["int8",[1],0]},0]}', '{"$a":["int8",[true],0]}', '{"$a":["int8",[1.0],0]}',
    '{"$a":["int8",[-1],0]}', '{"$a":["int8",[1],-1]}', '{"$a":["int8",[1],0],"x":1}', '{"$a":1,"$b":1}', '{"$a":[]}',
    '{"$b":[0,1]}', '{"$b":[0,1],"x":1}', '{"$b":[true,1]}', '{"$b":[1,0]}', '{"$b":{}}', '{"$b":[[0],[1]]}', '{"$":1}',
    '{"$$a":1}', '{"$x":1}', '{"a":1,"a":2}', '{"a":{"$b":[0,1]},"a":{"$b":[0,1]}}', "[" * 70 + "]" * 70, ",", "]", "}",
    '{"$a":["int8",' + "[" * 30 + "]" * 30 + ",0]}", '{"$a":["int8",[' + "0," * 16 + "0],0]}", "'", "/*x*/", "\\", '"',
]  # fmt: skip
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|[\[\]{},:]')
NAMES = list(plain.DTYPES)


class Hostile:
    """Draws frames; the same generator gives the same ones."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def value(self, depth: int = 0) -> Any:
        """Plain data as an honest program would answer."""
        rng = self.rng
        kind = rng.randrange(11 if depth < 3 else 8)
        if kind < 2:
            return rng.choice([None, True, False, "", "text", "$a", "é", "\ud800", "x" * 40])
        if kind < 4:
            return rng.choice([0, -1, 2**70, 0.5, float("nan"), float("-inf"), 1e308, -0.0])
        if kind == 4:
            return rng.randbytes(rng.randrange(6))
        if kind < 8:
            shape = tuple(rng.randrange(4) for _ in range(rng.randrange(4)))
            name = rng.choice(NAMES)
            size = plain.check_shape(name, shape)
            data = bytes(size) if name == "bool" else rng.randbytes(size)
            return plain.RawArray(name, shape, data)
        if kind == 8:
            return {
                rng.choice(["a", "b", "$a", "$$", "npy", ""]): self.value(depth + 1) for _ in range(rng.randrange(3))
            }
        return [self.value(depth + 1) for _ in range(rng.randrange(4))]

    def text(self, text: str) -> str:
        """A JSON text with some of its pieces replaced, doubled or removed."""
        rng = self.rng
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            pieces = [match.span() for match in PIECE.finditer(text)]
            if not pieces:
                return rng.choice(TOKENS)
            start, stop = rng.choice(pieces)
            token = rng.choice(
                (rng.choice(TOKENS), rng.choice(TOKENS), text[start:stop] * 2, "", f"[{text[start:stop]}]")
            )
            text = text[:start] + token + text[stop:]
        return text

    def header(self, header: bytes) -> bytes:
        """A header with hostile pieces; now and then a bomb."""
        if self.rng.random() < 0.002:
            return self.bomb()
        return self.text(header.decode("utf-8", "replace")).encode(
            "utf-8", self.rng.choice(("surrogatepass", "replace"))
        )

    def bomb(self) -> bytes:
        """A header that is small and means much."""
        count = self.rng.choice((1_000, 20_000, 100_000))
        one = self.rng.choice(
            (
                b"[",
                b'{"a":',
                b'{"$a":["uint8",[64],0]},',
                b'{"$b":[0,64]},',
                b"[],",
                b"{},",
                b'{"$a":["bool",[0],0]},',
                b"1,",
            )
        )
        whole = one * count
        return b"[" + whole + b"0]" if one.endswith(b",") else whole

    def bytes_of(self, data: bytes) -> bytes:
        """Bytes with a few flipped, cut off, doubled or added."""
        rng, found = self.rng, bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 8))):
            at = rng.randrange(len(found) + 1)
            match rng.randrange(5):
                case 0 if at < len(found):
                    found[at] = rng.choice((0, 1, 0x22, 0x24, 0x2C, 0x5B, 0x7F, 0x80, 0xFF, rng.randrange(256)))
                case 1:
                    del found[at:]
                case 2:
                    found[at:at] = found[: rng.randrange(40)]
                case 3:
                    found += rng.randbytes(rng.randrange(20))
                case _:
                    found[at : at + 2] = b""
        return bytes(found)

    def body(self) -> bytes:
        """A body of plain data, or nearly so."""
        rng = self.rng
        body = plain.encoded(self.value())
        match rng.randrange(8):
            case 0:
                return body
            case 1:
                return self.bytes_of(body)
            case 2:
                size = rng.choice((0, 1, 2**31, 2**32 - 1, len(body), len(body) - 4, rng.randrange(64)))
                return struct.pack(">I", size % 2**32) + body[4:]
        (size,) = struct.unpack_from(">I", body)
        header = self.header(body[4 : 4 + size])
        rest = body[4 + size :]
        if rng.random() < 0.2:
            rest = self.bytes_of(rest)
        return struct.pack(">I", len(header)) + header + rest

    def frame(self, body: bytes | None = None) -> bytes:
        """An answer frame: mostly whole, so that the body is reached."""
        rng = self.rng
        body = self.body() if body is None else body
        tag = rng.choice((b"A",) * 12 + (b"E", b"R", b"\0", rng.randbytes(1)))
        size = len(body)
        if rng.random() < 0.1:
            size = rng.choice(
                (0, 1, size + 1, max(0, size - 1), 2**20, 2**20 + 1, 2**32, 2**63, 2**64 - 1, rng.randrange(99))
            )
        frame = tag + struct.pack(">Q", size) + body
        return self.bytes_of(frame) if rng.random() < 0.05 else frame

    def files(self) -> dict[str, bytes]:
        """A folder that a command may have written."""
        rng = self.rng
        shape = tuple(rng.randrange(3) for _ in range(rng.randrange(3)))
        name = rng.choice(NAMES)
        array = folder.RawArray(name, shape, bytes(plain.check_shape(name, shape)))
        files = folder.to_files({"a": array, "b": [1, {"c": array}], "d": "text"})
        for path in list(files):
            match rng.randrange(6):
                case 0 if path == "data.json":
                    files[path] = self.header(files[path])
                case 0 | 1:
                    files[path] = self.bytes_of(files[path])
                case 2 if path != "data.json":
                    content = files[path].decode("latin-1")
                    swaps = {"False": "True", "(": "(0, 99999999999999, ", "<": ">", "1": "9", "|b1": "|O8", " ": "\n"}
                    old = rng.choice(list(swaps))
                    files[path] = content.replace(old, swaps[old], 1).encode("latin-1")
                case 3 if path != "data.json":
                    files[rng.choice((path, "other.npy"))] = files.pop(path)
        if rng.random() < 0.5:
            files["data.json"] = self.header(files["data.json"])
        return files


@pytest.fixture(scope="session")
def hostile() -> type[Hostile]:
    """Makes a source of hostile frames from a random generator."""
    return Hostile
