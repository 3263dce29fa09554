"""What clients in this process leave is collected in the test that made it."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def loaded() -> Iterator[None]:
    """What is there before, hundreds of imported modules, is not searched for garbage after each test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    gc.collect()
