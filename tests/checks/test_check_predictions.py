"""What standard checks of predictions accept and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checking.check_exceptions import NotCheckedError
from autograder.records import Assignment
from tests.support.standard_checks import X, network, part, verdict


def test_a_prediction_is_its_models_own(tiny: Assignment) -> None:
    model = network(2, 3, 1)
    own = model.predict(np.array(X, "float32"), verbose=0)
    other = network(2, 2, 1).predict(np.array(X, "float32"), verbose=0)
    given = {"prediction": "prediction", "model": "m", "table": {"x": X}}
    for right in (own, own.reshape(-1), own.tolist()):
        assert part(tiny, "prediction_own", {"m": model, "prediction": right}, given) == 1
    for wrong in (np.round(own), np.round(own, 2), own[::-1], other, own[:3], own * 0 + own.mean()):
        assert part(tiny, "prediction_own", {"m": model, "prediction": wrong}, given) == 0, wrong


def test_the_shape_of_a_prediction_counts_by_itself(tiny: Assignment) -> None:
    given = {"prediction": "prediction", "shape": [4, 1]}
    assert part(tiny, "prediction_shape", {"prediction": np.zeros((4, 1))}, given) == 1
    for shape in ((1, 4), (4,), (3, 1), (4, 1, 1)):
        assert part(tiny, "prediction_shape", {"prediction": np.zeros(shape)}, given) == 0


def test_what_is_wrong_with_a_prediction_is_told_where_points_are_lost(tiny: Assignment) -> None:
    model = network(2, 3, 1)
    own = model.predict(np.array(X, "float32"), verbose=0)
    given = {"prediction": "prediction", "model": "m", "table": {"x": X}}
    right, wrong = {"m": model, "prediction": own}, {"m": model, "prediction": np.round(own)}
    assert verdict(tiny, "prediction_own", right, given) == (1, "")
    earned, said = verdict(tiny, "prediction_own", wrong, given)
    assert earned == 0
    assert "`prediction`" in said
    shape = {"prediction": "prediction", "shape": [4, 1]}
    assert verdict(tiny, "prediction_shape", {"prediction": own}, shape) == (1, "")
    earned, said = verdict(tiny, "prediction_shape", {"prediction": own[:3]}, shape)
    assert earned == 0
    assert "(3, 1)" in said


def test_what_is_missing_is_not_checked(tiny: Assignment) -> None:
    for name, given in (
        ("equals", {"value": "gone", "equals": 1}),
        ("parameters", {"model": "gone", "layers": [2, 1]}),
        ("prediction_shape", {"prediction": "gone", "shape": [1]}),
    ):
        with pytest.raises(NotCheckedError):
            part(tiny, name, {}, given)
