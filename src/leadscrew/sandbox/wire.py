"""The bench's end of the wall: bounded reads and writes on sockets whose other side is hostile."""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from collections.abc import Callable

from leadscrew.errors import BoxFailed

CHUNK = 1 << 20


class Expired(Exception):
    """The time for this step is over."""


class Hangup(Exception):
    """The other side is gone."""


def write_frame(channel: socket.socket, body: bytes, *, deadline: float) -> None:
    """8 bytes of length, then the body; `deadline` on time.monotonic.  Raises Expired or Hangup."""
    view = memoryview(struct.pack(">Q", len(body)) + body)
    channel.setblocking(False)
    poll = select.poll()
    poll.register(channel, select.POLLOUT)
    while view:
        try:
            view = view[channel.send(view[:CHUNK]) :]
        except BlockingIOError:
            _wait(poll, deadline)
        except OSError as exc:
            raise Hangup(str(exc)) from exc


def read_exactly(
    channel: socket.socket, size: int, *, deadline: float, tick: Callable[[], None] | None = None
) -> bytes:
    """So many bytes.  Raises Expired or Hangup; `tick` is called about every 50 ms and may raise."""
    data = bytearray()
    channel.setblocking(False)
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    while len(data) < size:
        try:
            piece = channel.recv(min(size - len(data), CHUNK))
        except BlockingIOError:
            _wait(poll, deadline, tick)
            continue
        except OSError as exc:
            raise Hangup(str(exc)) from exc
        if not piece:
            raise Hangup("closed")
        data += piece
    return bytes(data)


def read_frame(
    channel: socket.socket, *, limit: int, deadline: float, tagged: bool, tick: Callable[[], None] | None = None
) -> tuple[bytes, bytes]:
    """A frame's tag (empty if untagged) and body.  Raises Expired, Hangup, or BoxFailed when it is too long."""
    tag = read_exactly(channel, 1, deadline=deadline, tick=tick) if tagged else b""
    (size,) = struct.unpack(">Q", read_exactly(channel, 8, deadline=deadline, tick=tick))
    if size > limit:
        raise BoxFailed(f"a box sent a frame of {size} bytes, expected at most {limit}")
    return tag, read_exactly(channel, size, deadline=deadline, tick=tick)


def drain(descriptor: int, kept: bytearray, *, keep: int = 8192) -> bool:
    """Read what is there of a pipe and keep the end of it; False once it is closed."""
    try:
        piece = os.read(descriptor, 1 << 16)
    except BlockingIOError:
        return True
    kept += piece
    if len(kept) > 2 * keep:
        del kept[:-keep]
    return bool(piece)


def _wait(poll: select.poll, deadline: float, tick: Callable[[], None] | None = None) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Expired
    poll.poll(min(left, 0.05) * 1000)
    if tick is not None:
        tick()
