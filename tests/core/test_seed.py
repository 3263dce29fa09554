"""Seeds: fresh, secret, and never shared by two purposes."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.seed import Purpose, commitment, problem_seed

secrets = st.binary(min_size=32, max_size=32)


@given(secrets)
def test_no_two_purposes_and_no_two_counters_share_a_seed(secret):
    seeds = [problem_seed(secret, purpose, counter) for purpose in Purpose for counter in range(100)]
    assert len({seed.value for seed in seeds}) == len(seeds)


@given(secrets, st.sampled_from(Purpose), st.integers(0, 2**40))
def test_a_seed_is_repeated_by_the_secret_alone(secret, purpose, counter):
    seed = problem_seed(secret, purpose, counter)
    assert seed == problem_seed(secret, purpose, counter)
    assert seed.purpose is purpose and 0 <= seed.value < 2**63
    other = bytes([secret[0] ^ 1]) + secret[1:]
    assert problem_seed(other, purpose, counter).value != seed.value


def test_seeds_are_the_hmac_that_the_design_names():
    secret = bytes(range(32))
    digest = hmac.new(secret, b"search:7", hashlib.sha256).digest()
    assert problem_seed(secret, Purpose.SEARCH, 7).value == int.from_bytes(digest[:8], "big") >> 1


@given(secrets, secrets)
def test_a_commitment_binds_to_one_secret_and_does_not_show_it(one, other):
    assert (commitment(one) == commitment(other)) == (one == other)
    assert one.hex() not in commitment(one)


def test_seeds_are_spread_over_their_whole_range():
    values = [problem_seed(bytes(32), Purpose.CLAIM, counter).value for counter in range(2000)]
    for bit in range(63):
        ones = sum(value >> bit & 1 for value in values)
        assert 850 < ones < 1150, f"bit {bit}"
