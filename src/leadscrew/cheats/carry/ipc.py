"""Leave notes in shared memory, queues, semaphores, abstract sockets, keys and terminals.

Gains: answers and work of an earlier trial
Must: find nothing
Trials: 2
"""

import os
import socket

KEY = 0x1EAD5C
NUMBERS = {"x86_64": {"shmget": 29, "msgget": 68, "semget": 64, "mq_open": 240, "add_key": 248, "request_key": 249, "keyctl": 250, "memfd_create": 319},
           "aarch64": {"shmget": 194, "msgget": 186, "semget": 190, "mq_open": 180, "add_key": 217, "request_key": 218, "keyctl": 219, "memfd_create": 279}}  # fmt: skip
CREATE = 0o1666


def cheat(honest):
    def hostile(problem):
        numbers = NUMBERS.get(os.uname().machine)
        if numbers is None:
            raise DoesNotApply(f"no numbers of system calls for {os.uname().machine}")
        import ctypes

        attempt("shmget", lambda: called(numbers["shmget"], KEY, 4096, CREATE))
        attempt("msgget", lambda: called(numbers["msgget"], KEY, CREATE))
        attempt("semget", lambda: called(numbers["semget"], KEY, 1, CREATE))
        attempt("mq_open", lambda: called(numbers["mq_open"], b"note", os.O_CREAT | os.O_RDWR, 0o666, None))
        attempt("add_key", lambda: called(numbers["add_key"], b"user", b"note", b"1", 1, ctypes.c_int(-4)))
        attempt("request_key", lambda: called(numbers["request_key"], b"user", b"note", None, ctypes.c_int(-4)))
        attempt("keyctl", lambda: called(numbers["keyctl"], 0, ctypes.c_int(-4), 1))
        attempt("memfd_create", lambda: called(numbers["memfd_create"], b"note", 0))

        def connected():
            other = socket.socket(socket.AF_UNIX)
            other.connect("\0leadscrew-cheat-note")
            return other

        attempt("an abstract socket of an earlier trial", connected)
        attempt("System V objects listed", lambda: any(len(open(f"/proc/sysvipc/{name}").readlines()) > 1 for name in ("shm", "msg", "sem")))
        attempt("a terminal", lambda: os.open("/dev/tty", os.O_RDWR))
        left = socket.socket(socket.AF_UNIX)
        left.bind("\0leadscrew-cheat-note")
        left.listen()
        started(lambda: os.setsid() or busy(60))  # keeps the socket open after the trial
        report()

    return hostile
