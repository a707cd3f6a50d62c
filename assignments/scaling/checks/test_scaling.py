"""A loss that is no number, and prices in their own unit."""

import math

import numpy as np

from autograder.checks.measures import as_number, flat

LOWEST, HIGHEST = 809.559998, 831.659973  # closing prices
OPEN, HIGH, VOLUME, LOW = (
    [828.659973, 823.02002, 819.929993, 816, 819.359985, 819, 811.700012, 809.51001],
    [833.450012, 828.070007, 824.400024, 820.958984, 823, 823, 815.25, 816.659973],
    [908100, 1828100, 1438100, 1008100, 1188100, 1198100, 1098100, 1398100],
    [828.349976, 821.655029, 818.97998, 815.48999, 818.469971, 816, 809.780029, 804.539978],
)


def test_loss_raw(student):
    """Not a number or infinite, as a number: no text."""
    given = student.value("loss_raw")
    found = as_number(given)
    if found is None:
        student.tell(
            ko="`loss_raw`는 수여야 합니다. 따옴표로 적은 글이 아니라 `fit`이 돌려준 손실 하나를 "
            "두십시오.",
            en="`loss_raw` should be a number: the one loss that `fit` gave, not a text in quotes.",
        )
    elif math.isfinite(found):
        student.tell(
            ko=f"손실이 {found:.3g}입니다. 유한한 수이므로 자료를 그대로 넣은 학습이 아닙니다.",
            en=f"The loss is {found:.3g}, a finite number: that is no training on the data as they "
            "are.",
        )
    assert found is not None
    assert not math.isfinite(found)


def test_restored_prices(student):
    """What the model gives for the scaled rows, times the range, plus the smallest price."""
    columns = np.array([OPEN, HIGH, VOLUME, LOW]).T
    low, high = columns.min(axis=0), columns.max(axis=0)
    scaled = np.round((columns - low) / (high - low), 8)  # as in the table of the assignment
    predicted = flat(student.predict("model", scaled))
    given = flat(student.array("restored_prices"))
    right = predicted * (HIGHEST - LOWEST) + LOWEST
    if given.size == right.size and np.allclose(given, predicted, atol=1e-4):
        student.tell(
            ko="아직 0에서 1 사이의 값입니다. 원래 단위로 되돌리십시오.",
            en="These are still numbers between 0 and 1. Turn them back into prices.",
        )
    assert given.size == right.size
    assert np.allclose(given, right, rtol=0, atol=0.01, equal_nan=True)
