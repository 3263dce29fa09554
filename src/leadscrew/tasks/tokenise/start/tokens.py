"""Prepare raw records for training: clean them, count words, build a vocabulary and encode."""

import re


def prepare(problem):
    """The vocabulary and the encoded rows."""
    records = load(problem["lines"])
    words = []
    for record in records:
        words = words + split_words(record[2])
    vocabulary = most_frequent(words, problem["size"])
    rows = []
    for record in records:
        rows.append([record[0], record[1], encode(record[2], vocabulary)])
    return {"vocabulary": vocabulary, "rows": rows}


def load(lines):
    """Records with a new id, three fields and at least one word."""
    records = []
    for line in lines:
        fields = line.strip().split(",")
        if len(fields) != 3:
            continue
        try:
            number = int(fields[0])
        except ValueError:
            continue
        if number in [record[0] for record in records]:
            continue
        if len(split_words(fields[2])) == 0:
            continue
        records.append((number, fields[1].strip().lower(), fields[2]))
    return records


def split_words(text):
    """Words in lower case, without marks."""
    text = text.lower()
    for mark in ".;:!?()[]\"'-_/":
        text = text.replace(mark, " ")
    text = re.sub(r"\s+", " ", text)
    words = []
    for word in text.split(" "):
        if word != "":
            words.append(word)
    return words


def most_frequent(words, size):
    counts = []
    for word in sorted(list(set(words))):
        counts.append((words.count(word), word))
    vocabulary = []
    while len(vocabulary) < size and len(counts) > 0:
        best = counts[0]
        for count in counts:
            if count[0] > best[0]:
                best = count
        counts.remove(best)
        vocabulary.append(best[1])
    return vocabulary


def encode(text, vocabulary):
    numbers = []
    for word in split_words(text):
        if word in vocabulary:
            numbers.append(vocabulary.index(word))
        else:
            numbers.append(-1)
    return numbers
