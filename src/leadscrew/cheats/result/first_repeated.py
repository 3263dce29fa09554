"""Answer with the first element of every list and array in every place.

Gains: a judge that looks at the first element, at the length or at the type
Must: not count
"""


def _repeated(value):
    if isinstance(value, dict):
        return {key: _repeated(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [value[0]] * len(value) if len(value) else value
    if hasattr(value, "ndim") and value.ndim and len(value):
        return value[:1].repeat(len(value), axis=0)
    return value


def cheat(honest):
    def hostile(problem):
        answer = honest(problem)
        changed = _repeated(answer)
        if repr(changed) == repr(answer):
            raise DoesNotApply("all elements are alike")
        return changed

    return hostile
