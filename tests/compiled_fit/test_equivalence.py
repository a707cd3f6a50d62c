"""Every fit of a generated table gives what stock Keras gives, to the last bit."""

from __future__ import annotations

import collections
import itertools
from pathlib import Path

import pytest

from autograder.compiled_fit import Level, decide
from tests.compiled_fit.cases import FITS_PER_MODEL, Case, Fit, table
from tests.compiled_fit.equivalence import compare
from tests.compiled_fit.trial import arguments, build
from tests.conftest import daily

FITS = 304
CASES = table(FITS)
SAMPLED = (*CASES[1:9], CASES[11])
"""Models, of eight fits each, that `make thorough` compares.

The first of all, a recurrent one, takes as long as ten others."""
DAILY = CASES[2:4]
"""Those of `make test`."""


@pytest.mark.parametrize("case", daily(DAILY, CASES, more=SAMPLED), ids=str)
def test_fits_of_one_model_equal_stock(case: Case) -> None:
    differing, decisions = compare(case)
    assert not differing
    assert len(decisions) == FITS_PER_MODEL


def test_table_is_large_and_repeatable() -> None:
    assert sum(len(case.fits) for case in CASES) >= 300
    assert table(FITS) == CASES


OFTEN = {Level.WHOLE_RUN: 100, Level.PER_EPOCH: 20, Level.NO_TF_DATA: 30}


@pytest.mark.thorough
def test_every_level_is_compared_often(tmp_path: Path) -> None:
    levels: collections.Counter[Level] = collections.Counter()
    for case in CASES:
        if all(levels[level] >= times for level, times in OFTEN.items()):
            return  # to decide about a fit takes a while
        model = build(case)
        levels.update(decide(model, arguments(case, fit, tmp_path)).level for fit in case.fits)
    assert all(levels[level] >= times for level, times in OFTEN.items()), levels


# rows, batch size, shuffle, validation, weights, callbacks, verbose, epochs, first epoch
CHANGING_SIZES = (
    Fit(12, 4, "batch", "weighted", "class", "early", 0, 3, 0),
    Fit(12, 4, True, "none", "class", "lambda", 1, 2, 1),
    Fit(4, 12, True, "batches", "class", "stop-at-once", 0, 2, 0),
    Fit(4, 12, True, "list", "class", "stop-at-once", 1, 2, 0),
    Fit(4, 12, True, "none", "class", "csv", 1, 2, 0),
    Fit(12, 4, "batch", "data", "class", "checkpoint", 1, 2, 0),
)


BEHIND_NUMBERS_THAT_STAY = (
    Fit(12, 4, True, "none", "none", "none", 0, 3, 0),
    Fit(12, 4, True, "data", "sample", "none", 1, 3, 0),
    Fit(4, None, True, "none", "none", "none", 0, 20, 0),
    Fit(4, None, False, "none", "none", "early", 2, 6, 0),
)


@pytest.mark.parametrize(
    "behind",
    daily(
        [("rescaling", "sgd")],
        itertools.product(("normalization", "rescaling"), ("sgd", "adam", "rmsprop")),
        more=[("normalization", "adam")],
    ),
    ids="-".join,
)
def test_preprocessing_layers_run_whole_and_equal_stock(behind: tuple[str, str]) -> None:
    options = (*behind, "accuracy", "plain", "float32", "binary_crossentropy", 3)
    differing, decisions = compare(Case(*options, BEHIND_NUMBERS_THAT_STAY))
    assert not differing
    assert decisions[0].level is Level.WHOLE_RUN


def test_own_noise_and_changing_batch_sizes_equal_stock() -> None:
    options = ("stateful-noise", "ftrl", "weighted", "plain", "float32", "own", 14)
    differing, _ = compare(Case(*options, CHANGING_SIZES))
    assert not differing
