"""Compute in a pool of two threads.

Must: pass
"""


def cheat(honest):
    def unusual(problem):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(2) as pool:
            return pool.submit(honest, problem).result()

    return unusual
