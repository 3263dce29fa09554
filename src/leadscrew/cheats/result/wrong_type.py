"""Answer with arrays as whole numbers of one byte and numbers as text.

Gains: a judge that converts before it compares
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        seen = []

        def change(leaf):
            if hasattr(leaf, "astype"):
                cast = leaf.astype("int8")
                seen.extend([1] * bool((cast != leaf).any()))
                return cast
            seen.append(1)
            return "x" if not hasattr(leaf, "dtype") else leaf.data.hex()

        changed = mapped(honest(problem), change)
        if not seen:
            raise DoesNotApply("no number in the answer that one byte cannot hold")
        return changed

    return hostile
