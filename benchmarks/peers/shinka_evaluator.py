"""The evaluation script that ShinkaEvolve gets: its own `run_shinka_eval` runs, checks and times the program."""

import argparse
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import counting


def wrap_eval() -> ModuleType:
    """The module of `run_shinka_eval`, from its file: `shinka.core` would import every model's client, for seconds."""
    package = importlib.util.find_spec("shinka")
    assert package is not None and package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / "core" / "wrap_eval.py"
    spec = importlib.util.spec_from_file_location("wrap_eval", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    shinka = wrap_eval()
    parser = argparse.ArgumentParser()
    parser.add_argument("--program_path", required=True)
    parser.add_argument("--results_dir", required=True)
    options = parser.parse_args()
    answers = iter(range(counting.RUNS))

    def check(answer: Any) -> tuple[bool, str | None]:
        right = counting.expected(counting.problem(next(answers)))
        return (False, "the counts are not right") if answer != right else (True, None)

    metrics, correct, error = shinka.run_shinka_eval(
        program_path=options.program_path,
        results_dir=options.results_dir,
        experiment_fn_name="solve",
        num_runs=counting.RUNS,
        get_experiment_kwargs=lambda run: {"problem": counting.problem(run)},
        validate_fn=check,
    )
    seconds = max(float(metrics["execution_time_mean"]), counting.LEAST_S)
    metrics["combined_score"] = 1.0 / seconds if correct else 0.0
    shinka.save_json_results(options.results_dir, metrics, correct, error)
    if correct:
        counting.note_evaluated(Path(options.program_path).read_text())


if __name__ == "__main__":
    main()
