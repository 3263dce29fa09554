def main(values, low):
    count = 0
    biggest = values[0]
    for v in values:
        if v > low:
            count += 1
        if v > biggest:
            biggest = v
    return count, biggest


def inputs(rng):
    return {"values": rng.normal(size=(12,)).tolist(), "low": 0.1}
