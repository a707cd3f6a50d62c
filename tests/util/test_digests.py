"""One digest for the same data, however they are held, and another for others."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.util.digests import data_digest, weights_digest

PICTURES = (np.arange(5000 * 16) % 251).astype("uint8").reshape(5000, 4, 4)


@pytest.mark.parametrize(
    "same",
    [
        PICTURES.reshape(5000, 16),
        PICTURES.astype("float64"),
        PICTURES[:, :, :, None],
        np.asfortranarray(PICTURES),
        PICTURES.astype(">f4"),
        np.where(PICTURES == 0, -0.0, PICTURES),
        PICTURES + 1e-8,
    ],
    ids=["flat", "float64", "a channel", "Fortran", "big-endian", "minus zero", "rounding"],
)
def test_the_same_rows(same: np.ndarray) -> None:
    assert data_digest(same) == data_digest(PICTURES)


def test_a_division_in_any_type() -> None:
    assert data_digest(PICTURES / 255) == data_digest(PICTURES.astype("float32") / 255)
    assert data_digest(PICTURES / 255) == data_digest(PICTURES * np.float32(1 / 255))


@pytest.mark.parametrize(
    "other",
    [
        PICTURES[::-1],
        PICTURES[:-1],
        PICTURES / 255,
        np.concatenate([PICTURES[:-1], PICTURES[-1:] + 1]),
        PICTURES.reshape(2500, 32),
        np.zeros((0, 16)),
        np.float64(3),
    ],
    ids=["order", "short", "scaled", "last row", "other rows", "none", "a number"],
)
def test_other_rows(other: np.ndarray) -> None:
    assert data_digest(np.asarray(other)) != data_digest(PICTURES)


def test_weights_come_in_any_order_but_bit_by_bit() -> None:
    one, two = np.array([[0.1, -0.2]], "float32"), np.array([np.nan], "float32")
    assert weights_digest([one, two]) == weights_digest([two, one])
    assert weights_digest([one, two]) != weights_digest([one.T, two])
    assert weights_digest([one, two]) != weights_digest([np.nextafter(one, np.float32(1)), two])
