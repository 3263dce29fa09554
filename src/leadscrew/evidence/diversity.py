"""How many kinds of things are tried: the entropy of their shares."""

from __future__ import annotations

from collections.abc import Iterable
from math import e, log2


def entropy_bits(counts: Iterable[int]) -> float:
    """Shannon entropy of the shares in bits: 0 where all is of one kind, log2 of the kinds where all are as frequent.

    It is too small for few observations, since kinds that are rare were not met.
    """
    sizes = [count for count in counts if count]
    total = sum(sizes)
    return sum(count / total * log2(total / count) for count in sizes)


def corrected_entropy_bits(counts: Iterable[int]) -> float:
    """The entropy with the first-order correction of that bias, (kinds - 1) / (2 observations) nats, in bits.

    Source: Miller, Information Theory in Psychology (1955), 95-100.
    """
    sizes = [count for count in counts if count]
    total = sum(sizes)
    return entropy_bits(sizes) + ((len(sizes) - 1) / (2 * total) * log2(e) if total else 0.0)
