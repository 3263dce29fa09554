"""Cheat: single precision inside, which is off by more than rounding allows."""

import numpy as np


def simulate(problem):
    k = problem["conductivity"].astype(np.float32)
    dt, t = np.float32(problem["dt"]), problem["temperature"].astype(np.float32)
    n = len(t)
    matrix = np.diag(1 + dt * (k[:-1] + k[1:])) - dt * (np.diag(k[1:-1], 1) + np.diag(k[1:-1], -1))
    inverse = np.linalg.inv(matrix.astype(np.float32))
    readings, energies = [], []
    for _ in range(problem["steps"]):
        t = (inverse @ t).astype(np.float16).astype(np.float32)
        readings.append(t[problem["probes"]])
        energies.append(float(k @ np.diff(np.concatenate([np.zeros(1, t.dtype), t, np.zeros(1, t.dtype)])) ** 2))
    assert n == len(t)
    return {
        "readings": np.array(readings, dtype=np.float64),
        "energy": np.array(energies, dtype=np.float64),
        "final": t.astype(np.float64),
    }
