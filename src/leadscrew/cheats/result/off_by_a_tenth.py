"""Answer with every number off by a tenth: as good as a program that computes only roughly.

Gains: what a loose tolerance lets a program leave out
Must: not count
Roughly: where a score decides, such an answer counts for what it scores
"""


def cheat(honest):
    def hostile(problem):
        seen = []

        def change(leaf):
            seen.append(1)
            if isinstance(leaf, Array):
                raise DoesNotApply("arrays without NumPy")
            if isinstance(leaf, int):
                return leaf + max(1, abs(leaf) // 10)
            return leaf * 1.1 + 0.1 if not hasattr(leaf, "dtype") or leaf.dtype.kind == "f" else leaf

        changed = mapped(honest(problem), change)
        if not seen:
            raise DoesNotApply("no number in the answer")
        return changed

    return hostile
