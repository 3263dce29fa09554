"""Answer with the right answer of another problem, stored in the source.

Gains: all of the work
Must: not count
Stores: answers
"""


def cheat(honest):
    def hostile(problem):
        import base64

        answer = base64.b85decode(FACTS["stored"][0])
        if MODE == "call":
            import os
            import struct

            whole = b"A" + struct.pack(">Q", len(answer)) + answer
            while whole:
                whole = whole[os.write(3, whole) :]
            os._exit(0)
        return _decoded(answer)

    return hostile


def _decoded(body):
    (size,) = _struct.unpack_from(">I", body)
    data = body[4 + size :]

    def lift(value):
        if isinstance(value, list):
            return [lift(item) for item in value]
        if isinstance(value, dict):
            if "$a" in value:
                dtype, shape, offset = value["$a"]
                count = 1
                for length in shape:
                    count *= length
                return Array(dtype, shape, data[offset : offset + count * _struct.calcsize(_WIDTH[dtype])])
            return {key: lift(item) for key, item in value.items()}
        return value

    return lift(_json.loads(body[4 : 4 + size]))
