"""Summarise a row of readings, day by day."""


def summarise(problem):
    """One list per day: readings that count, those of them above the middle, and the lowest since the first day."""
    readings = problem["readings"]
    ignored = problem["ignored"]
    rows = []
    for first in range(0, len(readings), problem["day"]):
        after = first + problem["day"]
        counted = []
        for reading in readings[first:after]:
            if reading not in ignored:
                counted.append(reading)
        middle = sorted(readings)[len(readings) // 2]
        above = [reading for reading in counted if reading > middle]
        lowest = sorted(readings[:after])[0]
        rows.append([len(counted), len(above), lowest])
    return rows
