"""Import a good part of the standard library first.

Must: pass
"""

import importlib

for _name in ("argparse", "csv", "decimal", "fractions", "json", "logging", "random", "statistics", "tempfile", "zipfile"):
    try:
        importlib.import_module(_name)
    except ImportError:
        pass


def cheat(honest):
    return honest
