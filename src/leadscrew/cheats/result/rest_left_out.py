"""Answer with the right first half of every list and array, and nothing but zeros and repetition after it.

Gains: a judge that looks at the beginning only
Must: not count
"""


def _halved(value):
    if isinstance(value, dict):
        return {key: _halved(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        half = len(value) // 2
        return [*value[:half], *([value[0]] * (len(value) - half))] if half else value
    if hasattr(value, "ndim") and value.ndim and len(value) > 1:
        changed = value.copy()
        changed[len(value) // 2 :] = 0
        return changed
    return value


def cheat(honest):
    def hostile(problem):
        answer = honest(problem)
        changed = _halved(answer)
        if repr(changed) == repr(answer):
            raise DoesNotApply("no list or array with two halves")
        return changed

    return hostile
