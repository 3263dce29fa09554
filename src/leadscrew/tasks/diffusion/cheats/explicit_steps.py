"""Cheat: many explicit steps of another scheme, close to the truth but not what the implicit steps give."""

import numpy as np


def simulate(problem):
    k, dt, t = problem["conductivity"], problem["dt"] / 20, np.array(problem["temperature"])
    readings, energies = [], []
    for _ in range(problem["steps"]):
        for _ in range(20):
            gaps = k * np.diff(np.concatenate([[0.0], t, [0.0]]))
            t = t + dt * np.diff(gaps)
        readings.append(t[problem["probes"]])
        energies.append(float(k @ np.diff(np.concatenate([[0.0], t, [0.0]])) ** 2))
    return {"readings": np.array(readings), "energy": np.array(energies), "final": t}
