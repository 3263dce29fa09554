"""The reader's process: compiles what researchers submit and says what it means, in a box of its own."""

from __future__ import annotations

import os
import socket
import struct
import sys

import kernel
import plain
from worker import receive_frame, send

MEMORY_BYTES = 1 << 30


def main() -> None:
    """Answer one request at a time until the control socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    sys.dont_write_bytecode = True
    sys.path += ["/opt/lib"]
    os.environ["HOME"] = "/tmp"
    channel = control.fileno()
    settings = plain.decode(receive_frame(channel))
    kernel.limit(memory_bytes=MEMORY_BYTES, cpu_s=10**9, processes=1, file_bytes=0, files=64)
    kernel.drop_capabilities()
    from leadscrew.core.program import Program
    from leadscrew.core.syntax import read_program
    from leadscrew.errors import ChangeError

    kernel.filter_calls(bytes.fromhex(settings["seccomp"]))
    send(channel, b"R")
    while True:
        request = plain.decode(receive_frame(channel))
        try:
            reply = {"meaning": read_program(Program(request["files"]), request["keep"]), "error": ""}
        except ChangeError as exc:
            reply = {"meaning": "", "error": str(exc)}
        except (MemoryError, RecursionError) as exc:
            reply = {"meaning": "", "error": f"reading it failed: {type(exc).__name__}"}
        body = plain.encoded(reply)
        send(channel, struct.pack(">Q", len(body)) + body)


if __name__ == "__main__":
    main()
