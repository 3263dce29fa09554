"""Compile a function with numba, where the task mounts it.

Must: pass
"""


def cheat(honest):
    def unusual(problem):
        try:
            import numba
        except ImportError:
            raise DoesNotApply("numba is not among the task's packages") from None

        @numba.njit
        def total(count):
            result = 0
            for number in range(count):
                result += number
            return result

        assert total(10) == 45
        return honest(problem)

    return unusual
