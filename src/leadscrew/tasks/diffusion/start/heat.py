"""Heat in a rod: implicit steps in time, which are stable for any step."""

import numpy as np


def simulate(problem):
    """Readings of the probes and the energy after each step, and the temperatures at the end."""
    temperature = np.array(problem["temperature"], dtype=np.float64)
    conductivity = problem["conductivity"]
    dt = problem["dt"]
    readings = []
    energies = []
    history = [temperature.copy()]
    for step in range(problem["steps"]):
        matrix = build_matrix(conductivity, dt)
        temperature = np.linalg.inv(matrix) @ temperature
        history.append(temperature.copy())
        row = []
        for probe in problem["probes"]:
            row.append(temperature[probe])
        readings.append(row)
        energies.append(energy(temperature, conductivity))
        if step > 0 and np.abs(history[-1] - history[-2]).max() > 1e6:
            raise RuntimeError("the simulation blew up")
    return {"readings": np.array(readings), "energy": np.array(energies), "final": temperature}


def build_matrix(conductivity, dt):
    """Identity minus dt times the Laplacian with varying conductivity; row i couples points i - 1, i and i + 1."""
    n = len(conductivity) - 1
    matrix = np.zeros((n, n))
    for i in range(n):
        left = conductivity[i]
        right = conductivity[i + 1]
        matrix[i, i] = 1.0 + dt * (left + right)
        if i > 0:
            matrix[i, i - 1] = -dt * left
        if i < n - 1:
            matrix[i, i + 1] = -dt * right
    return matrix


def energy(temperature, conductivity):
    """Sum over the gaps of conductivity times the squared difference of temperature."""
    total = 0.0
    padded = np.concatenate([[0.0], temperature, [0.0]])
    for i in range(len(conductivity)):
        total += conductivity[i] * (padded[i + 1] - padded[i]) ** 2
    return total
