"""Use the standard library's multiprocessing with one worker, within the task's limits.

Must: pass
"""


def cheat(honest):
    def unusual(problem):
        import multiprocessing

        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=_double, args=(theirs,))
        process.start()
        ours.send(21)
        assert ours.recv() == 42
        process.join()
        return honest(problem)

    return unusual


def _double(pipe):
    pipe.send(2 * pipe.recv())
