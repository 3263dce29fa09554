"""The evaluation file that OpenEvolve gets, in the form of its own examples: import the program, call it, score it."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import counting


def evaluate(program_path: str) -> dict[str, Any]:
    """Calls in a second."""
    code = Path(program_path).read_text()
    spec = importlib.util.spec_from_file_location("program", program_path)
    assert spec is not None and spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    seconds = counting.mean_seconds(program.solve)
    counting.note_evaluated(code)
    return {"combined_score": 1.0 / seconds}
