"""Answer with tuples for lists, and with strided, big-endian and Fortran-ordered arrays of the same numbers.

Must: pass
As: call
"""


def cheat(honest):
    def unusual(problem):
        def change(leaf):
            if hasattr(leaf, "repeat") and leaf.ndim:
                wide = leaf.repeat(2, axis=0)[::2]
                return wide.astype(wide.dtype.newbyteorder(">"))
            return leaf

        answer = mapped(honest(problem), change)
        return tuple(answer) if isinstance(answer, list) else answer

    return unusual
