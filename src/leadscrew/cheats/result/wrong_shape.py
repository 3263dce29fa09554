"""Answer with every array one row longer, in a shape that broadcasts, and lists with one element more.

Gains: a judge whose comparison broadcasts
Must: not count
"""


def _longer(value):
    if isinstance(value, dict):
        return {key: _longer(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [*value, value[-1]] if len(value) else [0]
    if hasattr(value, "ndim") and value.ndim:
        return value[:1].repeat(len(value) + 1, axis=0)
    return value


def cheat(honest):
    def hostile(problem):
        answer = honest(problem)
        changed = _longer(answer)
        if repr(changed) == repr(answer):
            raise DoesNotApply("nothing in the answer has a length")
        return changed

    return hostile
