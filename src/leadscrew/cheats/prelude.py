"""What every bundled cheat can use; put before its source, inside the box. Set by the suite: MODE and FACTS."""

import errno as _errno
import json as _json
import os as _os
import struct as _struct
import time as _time

HIDDEN_S = FACTS["hidden_s"]  # longer than the honest work
_monotonic, _write, _open_file = _time.monotonic, _os.write, open
_held, _open = {}, []
_WIDTH = {"float16": "e", "float32": "f", "float64": "d", "int8": "b", "int16": "h", "int32": "i", "int64": "q",
          "uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q"}  # fmt: skip
_CODES = {"<f2": "float16", "<f4": "float32", "<f8": "float64", "|i1": "int8", "<i2": "int16", "<i4": "int32",
          "<i8": "int64", "|u1": "uint8", "<u2": "uint16", "<u4": "uint32", "<u8": "uint64"}  # fmt: skip


class DoesNotApply(Exception):
    """This task gives the cheat nothing to work on."""


class Report(Exception):
    """How the attempts ended; the suite reads it from the trial's reason."""


def attempt(what, action):
    """Something that must fail: an exception is a guard that held, a result is a breach."""
    try:
        result = action()
    except BaseException as exc:
        name = _errno.errorcode.get(getattr(exc, "errno", None) or 0, type(exc).__name__)
        _held[name] = _held.get(name, 0) + 1
        return None
    if result is None or result is False or (hasattr(result, "__len__") and not len(result)):
        _held["nothing"] = _held.get("nothing", 0) + 1
    else:
        _open.append(what)
    return result


def written(path, text="1"):
    """Write to a file at once, unbuffered; raises OSError when it is refused."""
    handle = _os.open(path, _os.O_WRONLY)
    try:
        return _os.write(handle, text.encode())
    finally:
        _os.close(handle)


def started(action):
    """A child process that runs `action` and ends; None where the process limit does not allow it."""
    try:
        child = _os.fork()
    except OSError as exc:
        _held[_errno.errorcode[exc.errno]] = _held.get(_errno.errorcode[exc.errno], 0) + 1
        return None
    if child == 0:
        try:
            done = action()
        except BaseException:
            done = False
        _os._exit(42 if done else 0)
    return child


def called(number, *arguments):
    """A raw system call; raises OSError when it is refused."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True


def report():
    """End the trial with what the attempts came to."""
    if _open:
        raise Report("cheat-report: OPEN " + ", ".join(sorted(set(_open)))[:900])
    told = ", ".join(f"{name} {count}" for name, count in sorted(_held.items(), key=lambda item: -item[1])[:8])
    raise Report(f"cheat-report: held {sum(_held.values())} ({told})")


def busy(seconds=HIDDEN_S):
    """Work for so long by the clock that was there before anything was patched."""
    until = _monotonic() + seconds
    while _monotonic() < until:
        pass


def in_child(action):
    """Run something that may end its process in a child; whether it came back with True."""
    child = started(action)
    return child is not None and _os.waitstatus_to_exitcode(_os.waitpid(child, 0)[1]) == 42


def mapped(value, change):
    """The answer with each number or array replaced by change(leaf)."""
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mapped(item, change) for item in value]
    if (isinstance(value, int | float) and not isinstance(value, bool)) or hasattr(value, "dtype"):
        return change(value)
    return value


def filled(value, number):
    """The answer with `number` in place of every floating-point number."""
    seen = []

    def change(leaf):
        if hasattr(leaf, "dtype"):
            if str(leaf.dtype) not in ("float16", "float32", "float64"):
                return leaf
            seen.append(1)
            return leaf.full(number) if isinstance(leaf, Array) else leaf * 0 + number
        if isinstance(leaf, float):
            seen.append(1)
            return number
        return leaf

    changed = mapped(value, change)
    if not seen:
        raise DoesNotApply("no floating-point number in the answer")
    return changed


def numbers_as(value, number):
    """The answer with `number` in place of every single number, whole or not; arrays stay as they are."""
    seen = []

    def change(leaf):
        if hasattr(leaf, "dtype"):
            return leaf
        seen.append(1)
        return number

    changed = mapped(value, change)
    if not seen:
        raise DoesNotApply("no single number in the answer")
    return changed


class Array:
    """An array of an answer folder where NumPy is not there."""

    def __init__(self, dtype, shape, data):
        self.dtype, self.shape, self.data = dtype, tuple(shape), data

    def full(self, number):
        count = 1
        for length in self.shape:
            count *= length
        return Array(self.dtype, self.shape, _struct.pack(f"<{_WIDTH[self.dtype]}", number) * count)


def _read_npy(content):
    start = 10 if content[6] == 1 else 12
    size = int.from_bytes(content[8:start], "little")
    header = eval(content[start : start + size].decode("latin-1"), {"__builtins__": {}})  # its own honest program's
    name = _CODES.get(header["descr"])
    if name is None:
        raise DoesNotApply(f"an array of dtype {header['descr']}")
    try:
        import numpy

        return numpy.frombuffer(content[start + size :], dtype=header["descr"]).reshape(header["shape"]).copy()
    except ImportError:
        return Array(name, header["shape"], content[start + size :])


def _write_npy(array):
    codes = {name: code for code, name in _CODES.items()}
    name = str(array.dtype)
    if name not in codes:
        raise DoesNotApply(f"an array of dtype {name}")
    data = array.data if isinstance(array, Array) else array.tobytes()
    shape = "(" + "".join(f"{length}, " for length in array.shape) + ")"
    header = f"{{'descr': '{codes[name]}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(data)


def read_folder(folder):
    """The value in a folder of JSON and .npy files."""

    def lift(value):
        if isinstance(value, list):
            return [lift(item) for item in value]
        if isinstance(value, dict):
            if set(value) == {"npy"}:
                with _open_file(_os.path.join(folder, value["npy"]), "rb") as file:
                    return _read_npy(file.read())
            return {key: lift(item) for key, item in value.items()}
        return value

    with _open_file(_os.path.join(folder, "data.json"), encoding="utf-8") as file:
        return lift(_json.load(file))


def write_folder(folder, answer):
    """Write an answer as JSON and .npy files."""
    count = [0]

    def lower(value):
        if hasattr(value, "dtype") and hasattr(value, "shape") and value.shape != ():
            count[0] += 1
            name = f"cheat-{count[0]}.npy"
            content = _write_npy(value)
            with _open_file(_os.path.join(folder, name), "wb") as file:
                file.write(content)
            return {"npy": name}
        if hasattr(value, "dtype"):
            return value.item()
        if isinstance(value, dict):
            return {key: lower(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [lower(item) for item in value]
        if isinstance(value, bytes | bytearray):
            raise DoesNotApply("bytes in the answer, which a command cannot give")
        return value

    text = _json.dumps(lower(answer))
    with _open_file(_os.path.join(folder, "data.json"), "w", encoding="utf-8") as file:
        file.write(text)
