"""Cheat: split at spaces only."""

from collections import Counter


def prepare(problem):
    kept = {}
    for line in problem["lines"]:
        fields = line.strip().split(",")
        if len(fields) == 3 and fields[0].isdigit() and fields[2].split():
            kept.setdefault(int(fields[0]), (fields[1].strip().lower(), fields[2].lower().split()))
    counts = Counter(word for _, words in kept.values() for word in words)
    vocabulary = sorted(counts, key=lambda word: (-counts[word], word))[: problem["size"]]
    numbers = {word: number for number, word in enumerate(vocabulary)}
    return {
        "vocabulary": vocabulary,
        "rows": [[key, language, [numbers.get(w, -1) for w in words]] for key, (language, words) in kept.items()],
    }
