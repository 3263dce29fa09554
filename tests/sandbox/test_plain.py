"""Plain data crosses the wall whole, and nothing else crosses."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import leadscrew.sandbox.inside as inside
from leadscrew.sandbox.inside import plain

sys.path.insert(0, str(Path(inside.__file__).parent))
import folder

scalars = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text() | st.binary()
)
arrays = npst.arrays(
    dtype=st.sampled_from([np.dtype(name) for name in plain.DTYPES]),
    shape=npst.array_shapes(min_dims=0, max_dims=4, min_side=0),
)
values = st.recursive(
    scalars | arrays,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def same(a, b) -> bool:
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


@given(values)
def test_what_is_encoded_comes_back(value):
    assert same(value, plain.decode(plain.encoded(value)))


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(body):
    try:
        plain.decode(body)
    except plain.NotPlain:
        pass


@given(values, st.data())
def test_a_damaged_body_decodes_or_is_refused(value, data):
    body = bytearray(plain.encoded(value))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] = data.draw(st.integers(0, 255))
    try:
        plain.decode(bytes(body))
    except plain.NotPlain:
        pass


@pytest.mark.parametrize(
    "header",
    [
        b'{"$a": ["float64", [1000000000000], 0]}',
        b'{"$a": ["float64", [-1], 0]}',
        b'{"$a": ["float64", [true], 0]}',
        b'{"$a": ["object", [1], 0]}',
        b'{"$a": ["float64", [1, 1], 99]}',
        b'{"$a": ["float64"]}',
        b'{"$b": [0, 99]}',
        b'{"$x": 1}',
        b"[" * 100_000,
        b"1" * 5000,
        b"\xff",
    ],
)
def test_a_hostile_header_is_refused_before_memory_is_taken(header):
    with pytest.raises(plain.NotPlain):
        plain.decode(len(header).to_bytes(4, "big") + header)


def test_what_is_not_plain_is_refused():
    for value in (object(), {1: 2}, np.array([object()]), np.array(["text"]), lambda: 0, {1, 2}):
        with pytest.raises(plain.NotPlain):
            plain.encoded(value)
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(plain.NotPlain):
        plain.encoded(deep)


@given(arrays)
def test_npy_files_are_numpys_own(array):
    import io

    raw = plain.decode(plain.encoded(array), raw=True)
    ours = folder.to_npy(raw)
    assert np.load(io.BytesIO(ours)).tobytes() == array.tobytes()
    theirs = io.BytesIO()
    np.save(theirs, np.ascontiguousarray(array) if array.ndim else array)
    assert vars(folder.from_npy(theirs.getvalue())) == vars(raw)


@given(st.binary(max_size=200))
def test_any_file_is_an_array_or_refused(content):
    for prefix in (b"", b"\x93NUMPY\x01\x00"):
        try:
            folder.from_npy(prefix + content)
        except ValueError as exc:
            assert type(exc).__name__ == "NotPlain"
