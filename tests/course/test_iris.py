"""The irises of the course, and the copy of them that checks hold answers against."""

from __future__ import annotations

import numpy as np

from tests.support.places import ROOT

DATA = ROOT / "data" / "iris.csv"


def test_the_checks_have_the_table_that_students_get() -> None:
    checks = ROOT / "assignments" / "perceptron-iris" / "checks" / "iris.csv"
    assert checks.read_bytes() == DATA.read_bytes()


def test_the_table_is_what_its_card_says() -> None:
    numbers = np.genfromtxt(DATA, delimiter=",", skip_header=1, usecols=(1, 2, 3, 4))
    kinds = np.genfromtxt(DATA, delimiter=",", skip_header=1, usecols=5, dtype=str)
    assert numbers.shape == (150, 4)
    assert np.all(np.isfinite(numbers))
    assert kinds.tolist() == ["setosa"] * 50 + ["versicolor"] * 50 + ["virginica"] * 50
    assert numbers[34].tolist() == [4.9, 3.1, 1.5, 0.2]  # of which copies on the web differ
    assert numbers[37].tolist() == [4.9, 3.6, 1.4, 0.1]
