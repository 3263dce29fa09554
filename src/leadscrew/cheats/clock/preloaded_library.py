"""Have a library loaded into every later program: ld.so.preload, ld.so.cache, LD_LIBRARY_PATH, sitecustomize.

Gains: code inside the opponent's trials
Must: find nothing
"""

import os


def cheat(honest):
    def hostile(problem):
        places = ["/etc/ld.so.preload", "/etc/ld.so.cache", "/opt/lib/libc.so.6", "/opt/lib/libcheat.so"]
        home = os.environ.get("PYTHONHOME", "/opt/python")
        library = os.path.dirname(os.__file__)
        places += [f"{library}/sitecustomize.py", f"{library}/usercustomize.py", f"{library}/os.py"]
        places += [f"{home}/bin/python3", "/usr/bin/python3", "/opt/inside/worker.py", "/opt/inside/plain.py"]
        places += ["/opt/site/cheat.pth", "/usr/lib/cheat.so"]
        for place in places:
            attempt(f"write {place}", lambda place=place: open(place, "ab"))
            attempt(f"replace {place}", lambda place=place: os.rename("/tmp", place))
        report()

    return hostile
