"""Answer with the first half of every list, text and array.

Gains: half of the work
Must: not count
"""


def _half(value, depth=0):
    if isinstance(value, dict):
        return {key: _half(item, depth + 1) for key, item in value.items()}
    if isinstance(value, str | list | tuple):
        return value[: len(value) // 2]
    if hasattr(value, "ndim") and value.ndim:
        return value[: len(value) // 2]
    return value


def cheat(honest):
    def hostile(problem):
        answer = honest(problem)
        changed = _half(answer)
        if changed is answer or repr(changed) == repr(answer):
            raise DoesNotApply("nothing in the answer can be halved")
        return changed

    return hostile
