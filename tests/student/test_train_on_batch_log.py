"""Loops of ``train_on_batch`` as the fits that they amount to."""

from __future__ import annotations

import numpy as np

from autograder.student.train_on_batch_log import AsFit, BatchRun, add_call, as_fit

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


def run_of(*parts: slice) -> AsFit:
    """What a loop over these rows comes to."""
    run = BatchRun(None, "", {}, None)
    for number, rows in enumerate(parts):
        add_call(run, (X[rows],), (Y[rows],), float(number))
    return as_fit(run)


def test_all_rows_at_once_are_one_epoch_each() -> None:
    found = run_of(*[slice(0, 4)] * 5)
    assert (found.epochs, found.batch_size, found.shuffle) == (5, 4, False)
    assert np.array_equal(found.x[0], X)
    assert found.losses == (0, 1, 2, 3, 4)


def test_the_same_batches_in_turn_are_a_fit_without_shuffling() -> None:
    found = run_of(*[slice(0, 3), slice(3, 4)] * 4)
    assert (found.epochs, found.batch_size, found.shuffle) == (4, 3, False)
    assert np.array_equal(found.y[0], Y)
    assert found.losses == (0.5, 2.5, 4.5, 6.5)


def test_any_other_order_is_a_fit_with_shuffling() -> None:
    rows = [slice(at, at + 1) for at in (2, 0, 3, 1, 1, 0, 2, 3)]
    found = run_of(*rows)
    assert (found.epochs, found.batch_size, found.shuffle) == (2, 1, True)
    assert sorted(map(tuple, found.x[0])) == sorted(map(tuple, X))


def test_data_that_can_not_be_kept_leave_the_number_of_steps() -> None:
    run = BatchRun(None, "", {}, None)
    for _ in range(3):
        add_call(run, (), (Y,), 0.1)
    found = as_fit(run)
    assert (found.epochs, found.x, found.y) == (3, (), ())


def test_several_inputs_are_kept_side_by_side() -> None:
    run = BatchRun(None, "", {}, None)
    for rows in (slice(0, 2), slice(2, 4)) * 3:
        add_call(run, (X[rows], Y[rows]), (Y[rows],), 0.5)
    found = as_fit(run)
    assert (found.epochs, found.batch_size, found.shuffle) == (3, 2, False)
    assert [part.shape for part in found.x] == [(4, 2), (4, 1)]
    assert np.array_equal(found.x[1], Y)
