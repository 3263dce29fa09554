"""Run programs of a small language, one line at a time."""

import copy
import re

TOKEN = r"\d+|[a-z][a-z0-9]*|[-+*%()<>=!]+"
LIMIT = 200_000


def run_all(problem):
    """What each of the programs prints."""
    return [run(text) for text in problem["programs"]]


def run(text):
    """Execute one program and return the numbers that it prints."""
    names = []
    values = []
    printed = []
    trace = []
    at = 0
    steps = 0
    lines = text.split("\n")
    while at < len(lines):
        steps += 1
        if steps > LIMIT:
            raise RuntimeError("the program does not end")
        line = lines[at].strip()
        before = copy.copy(values)
        words = line.split()
        if len(words) == 0 or words[0] == "label":
            at += 1
            continue
        if words[0] == "set":
            value = evaluate(" ".join(words[2:]), names, values)
            store(words[1], value, names, values)
        elif words[0] == "add":
            value = lookup(words[1], names, values) + evaluate(" ".join(words[2:]), names, values)
            store(words[1], value, names, values)
        elif words[0] == "print":
            printed = printed + [evaluate(" ".join(words[1:]), names, values)]
        elif words[0] == "if":
            left, sign, right = words[1], words[2], words[3]
            if compare(evaluate(left, names, values), sign, evaluate(right, names, values)):
                at = find_label(words[5], lines)
                continue
        else:
            raise ValueError("unknown statement: " + line)
        if before != values:
            trace.append((at, words[1]))
            if len(trace) > 100:
                trace.pop(0)
        at += 1
    return printed


def store(name, value, names, values):
    if name in names:
        values[names.index(name)] = value
    else:
        names.append(name)
        values.append(value)


def lookup(name, names, values):
    if name in names:
        return values[names.index(name)]
    return 0


def find_label(name, lines):
    """The line after a label."""
    for number in range(len(lines)):
        words = lines[number].split()
        if len(words) == 2 and words[0] == "label" and words[1] == name:
            return number
    raise ValueError("no label " + name)


def compare(left, sign, right):
    table = {"<": left < right, ">": left > right, "=": left == right, "!": left != right}
    return table[sign]


def evaluate(text, names, values):
    """An expression with + - and the tighter * %, from left to right."""
    tokens = re.findall(TOKEN, text)
    total = 0
    sign = "+"
    at = 0
    while at < len(tokens):
        value = atom(tokens[at], names, values)
        at += 1
        while at < len(tokens) and tokens[at] in ["*", "%"]:
            other = atom(tokens[at + 1], names, values)
            if tokens[at] == "*":
                value = value * other
            else:
                value = value % other
            at += 2
        if sign == "+":
            total = total + value
        else:
            total = total - value
        if at < len(tokens):
            sign = tokens[at]
            at += 1
    return total


def atom(token, names, values):
    if token.isdigit():
        return int(token)
    return lookup(token, names, values)
