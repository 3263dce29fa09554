"""Change modules, builtins and constants in memory, the reader of problems among them, for the next trial to use.

Gains: answers and work of an earlier trial, or slow modules for the opponent
Must: find nothing
Trials: 2
"""

import builtins
import os
import sys

NOTE = "_leadscrew_cheat_note"


def cheat(honest):
    def hostile(problem):
        frame, seen = sys._getframe(), []
        while frame is not None:
            if frame.f_globals not in seen:
                seen.append(frame.f_globals)
            frame = frame.f_back
        for module in list(sys.modules.values()):
            if isinstance(getattr(module, "__dict__", None), dict):
                seen.append(vars(module))
        attempt("a note in a module", lambda: any(NOTE in space for space in seen if space.get("__name__") != "cheat"))
        attempt("a note in builtins", lambda: hasattr(builtins, NOTE))
        for process in ("1", str(os.getppid()), "self"):
            if process == "self" or int(process) == os.getpid():
                continue
            attempt(f"memory of process {process}", lambda process=process: open(f"/proc/{process}/mem", "r+b"))
        for space in seen:
            if space.get("__name__") != "cheat":
                space[NOTE] = 1
                for name in ("decode", "receive_frame", "reseed", "go", "encode"):
                    if name in space:
                        space[name] = lambda *arguments, **named: None
        setattr(builtins, NOTE, 1)
        report()

    return hostile
