"""A test of the tests: the library is broken on purpose, in one way at a time, and each time somebody must shout."""

import logging

import pytest

from tests.sync.invariants import live
from tests.sync.mutants import MUTANTS, Mutant

WORLDS = 600

pytestmark = pytest.mark.full


@pytest.fixture(autouse=True)
def quiet() -> None:
    logging.getLogger("sync.store").setLevel(logging.CRITICAL)


def test_t71_there_are_at_least_twenty_and_each_has_a_name() -> None:
    assert len({mutant.__name__ for mutant in MUTANTS}) >= 20


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_t71_this_one_is_caught(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-71."""
    mutant(monkeypatch)
    with pytest.raises(Exception) as shout:  # noqa: PT011 (whatever shouts)
        for seed in range(WORLDS):
            live(seed)
    assert not shout.errisinstance((TypeError, NameError, AttributeError)), "the mutant itself is broken"


def test_t71_what_is_not_broken_is_not_blamed() -> None:
    for seed in range(60):
        live(seed)
