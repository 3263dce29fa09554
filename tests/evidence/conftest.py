import json
import os
from pathlib import Path

import numpy as np
import pytest

from leadscrew.evidence import Array


@pytest.fixture(scope="session")
def recorded() -> dict[str, Array]:
    """Recorded log ratios of identical programs, by name of the series."""
    folder = os.environ.get("LEADSCREW_REFERENCE_DATA")
    if not folder:
        pytest.skip("LEADSCREW_REFERENCE_DATA is not set: no recorded noise to test on")
    files = sorted(Path(folder, "noise").glob("*.json"))
    assert files
    walls = {file.stem: np.array(json.loads(file.read_text())["rec"])[:, :2] for file in files}
    return {name: np.log(wall[:, 0] / wall[:, 1]) for name, wall in walls.items()}
