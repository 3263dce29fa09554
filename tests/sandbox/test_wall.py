"""The wall between box and bench: whatever bytes come, they are plain data or refused, at a bounded price."""

from __future__ import annotations

import os
import random
import re
import resource
import socket
import struct
import sys
import time
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leadscrew.sandbox.inside as inside
from leadscrew.errors import BoxFailed
from leadscrew.sandbox import wire
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox, JudgeGone, ruling_of
from leadscrew.sandbox.worker import End, _Answer, _checked_account

sys.path.insert(0, str(Path(inside.__file__).parent))
import folder

LIMIT = 1 << 20
FRAMES = 1_000_000
HIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\ud800-\udfff]")
SEEDS = st.integers(0, 2**64 - 1)


def received(frame: bytes, rng: random.Random, *, limit: int = LIMIT) -> _Answer:
    """What the bench makes of a frame that comes in pieces through a socket, after which the other side closes."""
    ours, theirs = socket.socketpair()
    try:
        ours.setblocking(False)
        theirs.setblocking(False)
        answer, view = _Answer(limit), memoryview(frame)
        while view and answer.end is None:
            piece = rng.choice((1, 9, 100, 1 << 16, 1 << 20))
            try:
                view = view[theirs.send(view[:piece]) :]
            except BlockingIOError:
                pass
            answer.read(ours)
        theirs.close()
        answer.read_rest(ours)
        return answer
    finally:
        ours.close()
        theirs.close()


def check_answer(frame: bytes, answer: _Answer, *, limit: int = LIMIT) -> None:
    """The state of an answer follows from the frame's first bytes alone."""
    tag, size = frame[:1], int.from_bytes(frame[1:9], "big")
    if len(frame) < 9:
        assert answer.end is None and answer.closed and not answer.body
    elif tag not in (b"A", b"E") or size > (limit if tag == b"A" else 1 << 16):
        assert answer.end is End.TOO_LARGE and not answer.body
    elif len(frame) - 9 >= size:
        assert answer.end is (End.ANSWER if tag == b"A" else End.ERROR)
        assert bytes(answer.body) == frame[9 : 9 + size]
    else:
        assert answer.end is None and answer.closed and len(answer.body) < size


def check_body(body: bytes) -> bool:
    """Both readings agree: plain data that comes back the same when sent again, or NotPlain; whether it was plain."""
    try:
        raw = plain.decode(body, raw=True)
    except plain.NotPlain:
        with pytest.raises(plain.NotPlain):
            plain.decode(body)
        return False
    again = plain.encoded(raw)
    assert plain.encoded(plain.decode(body)) == again
    assert plain.encoded(plain.decode(again, raw=True)) == again
    return True


def check_files(files: dict[str, bytes]) -> bool:
    """A folder is plain data, no larger than its files, or NotPlain."""
    try:
        value = folder.from_files(files)
    except folder.NotPlain:
        return False
    assert sum(len(data) for data in arrays_in(value)) <= sum(map(len, files.values()))
    return True


def arrays_in(value):
    if isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from arrays_in(item)
    elif hasattr(value, "data"):
        yield value.data


@given(SEEDS)
def test_a_hostile_frame_is_an_answer_or_a_fault_of_the_candidate(hostile, seed):
    rng = random.Random(seed)
    frame = hostile(rng).frame()
    answer = received(frame, rng)
    check_answer(frame, answer)
    if answer.end is End.ANSWER:
        check_body(bytes(answer.body))


@given(st.binary(max_size=40), SEEDS)
def test_any_bytes_are_an_answer_or_a_fault_of_the_candidate(frame, seed):
    check_answer(frame, received(frame, random.Random(seed)))


@given(SEEDS)
def test_a_hostile_folder_is_plain_data_or_refused(hostile, seed):
    check_files(hostile(random.Random(seed)).files())


def body_of(header: bytes | str, data: bytes = b"") -> bytes:
    header = header.encode() if isinstance(header, str) else header
    return struct.pack(">I", len(header)) + header + data


@pytest.mark.parametrize(
    ("header", "data"),
    [
        ('[{"$a":["uint8",[4],0]},{"$a":["uint8",[4],0]}]', b"abcd"),
        ('[{"$b":[0,4]},{"$b":[0,4]}]', b"abcd"),
        ('[{"$b":[2,2]},{"$b":[0,2]}]', b"abcd"),
        ('[{"$b":[0,2]},{"$b":[3,1]}]', b"abcd"),
        ('{"$b":[0,2]}', b"abcd"),
        ('{"$b":[0,4],"more":1}', b"abcd"),
        ('{"$a":[["uint8"],[4],0]}', b"abcd"),
        ('{"$a":[{},[4],0]}', b"abcd"),
        ('{"$a":["bool",[4],0]}', b"\0\1\2\0"),
        ('{"$a":["uint8",[0,140737488355328,140737488355328],0]}', b""),
        ('{"$a":["uint8",[1099511627776,0],0]}', b""),
        ("1", b"trailing"),
        ("1".encode("utf-16"), b""),
        (b'"\xed\xa0\x80"', b""),
        ("[" * 100_000 + "]" * 100_000, b""),
        ("[" * 66 + "]" * 66, b""),
        ("9" * 5000, b""),
    ],
)
def test_a_body_that_means_more_than_it_holds_is_refused(header, data):
    assert not check_body(body_of(header, data))


def test_an_array_is_sent_once_however_often_a_folder_names_it():
    """16 MB of file and 100,000 references to it would become 1.6 TB."""
    files = folder.to_files({"a": folder.RawArray("uint8", (4,), b"abcd")})
    files["data.json"] = b'[{"npy":"a.npy"},{"npy":"a.npy"}]'
    assert not check_files(files)
    files["data.json"] = b'[{"npy":"a.npy"},1]'
    assert check_files(files)


@pytest.mark.parametrize(
    "one", [b"[1],", b"[[[[[[1]]]]]],", b"1.5,", b'{"a":{"b":{}}},', b'{"$a":["uint8",[0],0]},', b'{"$b":[0,0]},']
)
def test_memory_is_bounded_by_the_body(one):
    body = body_of(b"[" + one * (150_000 // len(one)) + b"0]")
    for raw in (True, False):
        tracemalloc.start()
        plain.decode(body, raw=raw)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 50 * len(body)


@pytest.mark.parametrize("one", [b"[],", b'"\\"",'])
def test_millions_of_items_are_refused_before_they_are_read(one):
    with pytest.raises(plain.NotPlain, match="items"):
        plain.decode(body_of(b"[" + one * 4_000_001 + b"no JSON"))


def test_millions_of_items_are_not_sent():
    with pytest.raises(plain.NotPlain, match="items"):
        plain.encode([0] * 4_000_001)


def test_a_text_may_hold_as_many_commas_as_it_likes():
    value = {"a": '[,"' * 2_000_000}
    assert plain.decode(plain.encoded(value)) == value


@pytest.mark.parametrize("text", [b'"' + b'\\"' * 8_000_000, b'"' * 4_100_000, b'",' * 4_100_000, b"\\" * 16_000_000])
def test_counting_items_takes_no_longer_than_reading_them(text):
    since = time.monotonic()
    assert not check_body(body_of(text))
    assert time.monotonic() - since < 60


REPLIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.just("\ud800\x1b[2J"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ok", "reason", "quality", "error", "result", "problem"]) | st.text(max_size=3), inner
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["ok", "reason", "quality", "more"]), REPLIES), st.booleans())
def test_whatever_the_judge_says_is_a_ruling_that_can_be_recorded(reply, quality):
    ruling = ruling_of(reply, quality=quality)
    assert len(ruling.reason.encode()) <= 16_000 and HIDDEN.search(ruling.reason) is None
    assert ruling.ok is (reply.get("ok") is True and (not quality or ruling.quality is not None))
    assert ruling.quality is None or (ruling.ok and abs(ruling.quality) <= 1e100)


@pytest.mark.parametrize(
    "quality", [float("inf"), float("-inf"), float("nan"), 1e101, -1e308, 10**400, 1, True, "1.0", None, [1.0], {}]
)
def test_a_quality_that_is_no_finite_number_accepts_nothing(quality):
    ruling = ruling_of({"ok": True, "reason": "", "quality": quality}, quality=True)
    assert not ruling.ok and ruling.quality is None and "quality" in ruling.reason


@given(REPLIES, SEEDS)
def test_a_damaged_reply_of_the_judge_is_its_failure(hostile, reply, seed):
    rng = random.Random(seed)
    body = plain.encoded(reply)
    if rng.random() < 0.5:
        body = hostile(rng).bytes_of(body)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack(">Q", len(body)) + body)
        try:
            assert isinstance(JudgeBox._reply(time.monotonic() + 5, SimpleNamespace(control=ours)), dict)
        except (JudgeGone, BoxFailed, plain.NotPlain):
            pass


@given(st.binary(max_size=60) | REPLIES.map(lambda value: plain.encoded(value)[4:]) | st.just(b"[" * 60_000))
def test_a_damaged_account_of_a_trial_breaks_its_box_and_nothing_else(body):
    try:
        account = _checked_account(body)
    except BoxFailed:
        return
    assert set(account) == {"exit", "cpu_s"}


@given(st.binary(max_size=30), st.integers(0, 40))
def test_a_frame_is_whole_or_expired_or_too_long(data, limit):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        try:
            tag, body = wire.read_frame(ours, limit=limit, deadline=time.monotonic() + 5, tagged=True)
        except (wire.Hangup, BoxFailed):
            return
        assert tag == data[:1] and body == data[9 : 9 + len(body)] and len(body) <= limit


def resident_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_million_hostile_frames(hostile, capsys):
    rng = random.Random(20_261)
    source = hostile(rng)
    counts = dict.fromkeys(("plain", "refused", "folders", "refused folders", *End), 0)
    slowest, before, since = 0.0, 0, time.monotonic()
    descriptors = len(os.listdir("/proc/self/fd"))
    for number in range(FRAMES):
        if number == FRAMES // 10:
            before = resident_bytes()
        if number % 8 == 7:
            files = source.files()
            started = time.perf_counter()
            counts["folders" if check_files(files) else "refused folders"] += 1
        else:
            frame = source.frame()
            started = time.perf_counter()
            answer = received(frame, rng)
            check_answer(frame, answer)
            counts[answer.end or End.EXIT] += 1
            if answer.end is End.ANSWER:
                counts["plain" if check_body(bytes(answer.body)) else "refused"] += 1
        slowest = max(slowest, time.perf_counter() - started)
    grown = resident_bytes() - before
    with capsys.disabled():
        print(
            f"\n{FRAMES:,} hostile frames in {time.monotonic() - since:.0f} s, slowest {slowest * 1e3:.0f} ms, memory grew by "
            f"{grown / 1e6:.1f} MB after the first tenth, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} "
            f"MB; {', '.join(f'{count:,} {name}' for name, count in counts.items() if count)}"
        )
    assert grown < 32 << 20
    assert slowest < 60
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert counts["plain"] > FRAMES / 20 and counts["refused"] > FRAMES / 5 and counts["folders"] > FRAMES / 200
