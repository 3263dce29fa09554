"""Cheat: single precision inside, which is off by more than rounding allows."""

import numpy as np
from scipy.linalg import solveh_banded


def simulate(problem):
    k = problem["conductivity"].astype(np.float32)
    dt, t = np.float32(problem["dt"]), problem["temperature"].astype(np.float32)
    bands = np.zeros((2, len(t)), dtype=np.float32)
    bands[0, 1:] = -dt * k[1:-1]
    bands[1] = 1 + dt * (k[:-1] + k[1:])
    readings, energies = [], []
    for _ in range(problem["steps"]):
        t = solveh_banded(bands, t)
        readings.append(t[problem["probes"]])
        energies.append(float(k @ np.diff(np.pad(t, 1)) ** 2))
    return {
        "readings": np.array(readings, dtype=np.float64),
        "energy": np.array(energies, dtype=np.float64),
        "final": t.astype(np.float64),
    }
