"""Cheat: summarise every second day only, and repeat its row for the day that follows."""


def summarise(problem):
    readings = problem["readings"]
    ignored = set(problem["ignored"])
    middle = sorted(readings)[len(readings) // 2]
    rows = []
    for first in range(0, len(readings), 2 * problem["day"]):
        counted = [reading for reading in readings[first : first + problem["day"]] if reading not in ignored]
        above = [reading for reading in counted if reading > middle]
        row = [len(counted), len(above), min(readings[: first + problem["day"]])]
        rows += [row, row]
    return rows[: len(readings) // problem["day"]]
