"""Short documents in Markdown."""

import random

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]


def inputs(seed):
    rng = random.Random(seed)

    def words(count):
        return " ".join(rng.choice(WORDS) for _ in range(count))

    parts = [
        f"# {words(3)}",
        words(30),
        f"* {words(4)}\n* **{words(2)}**\n* `{words(1)}`",
        f"> {words(9)}",
        f"[{words(2)}](http://example.org/{rng.randrange(99)}) and *{words(2)}*",
        f"    {words(5)}",
    ]
    rng.shuffle(parts)
    return ("\n\n".join(parts),)
