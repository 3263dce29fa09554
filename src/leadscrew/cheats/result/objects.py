"""Answer with arrays of objects, masked and structured arrays, and values of classes of its own.

Gains: code of the program inside the judge
Must: not count
"""


class Liar(dict):
    def __eq__(self, other):
        return True

    def __reduce__(self):
        return (print, ("run in the judge",))


def cheat(honest):
    def hostile(problem):
        if MODE != "call":
            import os
            import pickle

            folder = os.environ["LEADSCREW_ANSWER"]
            text = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
            text += " " * (-(len(text) + 11) % 64) + "\n"
            with open(f"{folder}/o.npy", "wb") as file:
                file.write(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode() + pickle.dumps([Liar()]))
            with open(f"{folder}/data.json", "w") as file:
                file.write('{"npy": "o.npy"}')
            os._exit(0)
        try:
            import numpy
        except ImportError:
            return {"always": Liar(), "equal": object()}
        return numpy.array([Liar(), object()], dtype=object)

    return hostile
