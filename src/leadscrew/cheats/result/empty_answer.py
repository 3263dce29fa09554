"""Answer with nothing: empty lists, texts, mappings and arrays in the shape of the right answer.

Gains: all of the work
Must: not count
"""


def _empty(value):
    if isinstance(value, dict):
        return {}
    if isinstance(value, list | tuple):
        return []
    if isinstance(value, str):
        return ""
    if hasattr(value, "ndim") and value.ndim:
        return value[:0]
    raise DoesNotApply("the answer is a single number")


def cheat(honest):
    def hostile(problem):
        answer = honest(problem)
        changed = _empty(answer)
        if repr(changed) == repr(answer):
            raise DoesNotApply("the right answer is empty")
        return changed

    return hostile
