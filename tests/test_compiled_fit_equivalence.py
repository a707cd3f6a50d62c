"""Every fit of a generated table gives what stock Keras gives, to the last bit."""

from __future__ import annotations

import collections

import pytest

from autograder.compiled_fit import Level
from tests.compiled_fit.cases import FITS_PER_MODEL, Case, table
from tests.compiled_fit.equivalence import compare

FITS = 304
CASES = table(FITS)

_seen: collections.Counter[Level] = collections.Counter()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fits_of_one_model_equal_stock(case: Case) -> None:
    differing, decisions = compare(case)
    _seen.update(decision.level for decision in decisions)
    assert not differing
    assert len(decisions) == FITS_PER_MODEL


def test_table_is_large_and_repeatable() -> None:
    assert sum(len(case.fits) for case in CASES) >= 300
    assert table(FITS) == CASES


def test_every_level_was_compared() -> None:
    if sum(_seen.values()) < FITS:
        pytest.skip("only part of the table ran")
    assert _seen[Level.WHOLE_RUN] >= 100
    assert _seen[Level.PER_EPOCH] >= 20
    assert _seen[Level.NO_TF_DATA] >= 30
