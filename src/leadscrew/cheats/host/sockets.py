"""Open sockets of every family and type, and reach the listeners that the suite opened; cloud metadata need a socket too.

Gains: a way out, and the cloud's credentials
Must: find nothing
"""

import socket


def cheat(honest):
    def hostile(problem):
        for family in range(0, 48):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                if family != socket.AF_UNIX:
                    attempt(f"a pair of sockets of family {family}, type {kind}", lambda family=family, kind=kind: socket.socketpair(family, kind))
                    attempt(f"a socket of family {family}, type {kind}", lambda family=family, kind=kind: socket.socket(family, kind))

        def connected(family, kind, address):
            with socket.socket(family, kind) as other:
                other.settimeout(2)
                other.connect(address)
                other.send(b"leadscrew cheat")
                return True

        attempt("TCP to the suite", lambda: connected(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", FACTS["port"])))
        attempt("UDP to the suite", lambda: connected(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", FACTS["port"])))
        attempt("abstract socket of the suite", lambda: connected(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + FACTS["abstract"]))
        attempt("Unix socket of the suite", lambda: connected(socket.AF_UNIX, socket.SOCK_STREAM, FACTS["unix"]))
        for path in ("/run/dbus/system_bus_socket", "/var/run/docker.sock", "/run/systemd/private", "/tmp/.X11-unix/X0"):
            attempt(path, lambda path=path: connected(socket.AF_UNIX, socket.SOCK_STREAM, path))
        report()

    return hostile
