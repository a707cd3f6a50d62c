"""Right answers in types of Python and pandas that are no plain numbers arrive as their numbers."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.checking.other_kind import other_kind
from autograder.evidence import (
    ArrayEvidence,
    DeliverableEvidence,
    OtherEvidence,
    ValueEvidence,
    unpack_array,
)
from autograder.records import DeliverableKind
from autograder.student.evidence_writer import export_one
from autograder.student.program import Wanted
from autograder.student.training import FitLog


def written(value: Any, kind: DeliverableKind = "value") -> DeliverableEvidence:
    return export_one(value, Wanted("it", kind), FitLog())


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (Fraction(96, 100), 0.96),
        (Decimal("0.041039"), 0.041039),
        ([Fraction(1, 2), 1], [0.5, 1]),
        (np.array([0.5, Fraction(1, 4)], dtype=object), [0.5, 0.25]),
        ({"w": pd.Series([1, -1]), "b": Decimal("-0.5")}, {"w": [1, -1], "b": -0.5}),
        (pd.Series({"spam": "sigmoid", "price": "linear"}), {"spam": "sigmoid", "price": "linear"}),
        (pd.Series({"w": 5, "x": -2}), {"w": 5, "x": -2}),
        (pd.Series({"X": (32, 10), "b_h": (50,)}), {"X": [32, 10], "b_h": [50]}),
        (pd.Series([0.25], index=["of women"]), [0.25]),
    ],
)
def test_a_value_arrives_as_its_numbers(value: Any, arrives: Any) -> None:
    found = written(value)
    assert isinstance(found, ValueEvidence)
    told = json.loads(found.json)
    assert (dict(told["dict"]) if isinstance(arrives, dict) else told) == arrives


@pytest.mark.parametrize(
    "value",
    [
        np.array([[0.5, 2], [3, Fraction(1, 4)]], dtype=object),
        np.array([[0.5, 2], [3, 0.25]], dtype=object),
        [[Decimal("0.5"), 2], [3, Decimal("0.25")]],
        pd.DataFrame([[0.5, 2], [3, 0.25]], columns=["A", "B"], dtype=object),
        pd.DataFrame([[0.5, 2], [3, 0.25]], index=["a", "b"]),
    ],
)
def test_an_array_of_objects_that_are_numbers_is_one_of_numbers(value: Any) -> None:
    found = written(value, "array")
    assert isinstance(found, ArrayEvidence)
    assert unpack_array(found.array).tolist() == [[0.5, 2], [3, 0.25]]


@pytest.mark.parametrize(
    "value",
    [
        np.array([object()], dtype=object),
        np.array(["0.5", 1.0], dtype=object),
        pd.Series([object(), 1]),
        {"loss": object()},
        Decimal("sNaN"),
    ],
)
def test_what_is_no_number_stays_what_it_is(value: Any) -> None:
    for kind in ("value", "array"):
        assert isinstance(written(value, kind), OtherEvidence)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"model_3": object(), "rows": [1, 2]}, "a dict ('model_3': object, 'rows': list)"),
        ([object(), 1.5], "a list (object, float)"),
        ([object()] * 9, "a list (object, object, object, object, object, …)"),
        ({"`a`": object()}, "a dict (''a'': object)"),
    ],
)
def test_of_a_container_a_student_reads_what_is_inside(value: Any, said: str) -> None:
    told = other_kind("model", written(value), "model")
    assert said in told.en
    assert said.partition(" (")[2] in told.ko


def test_a_forged_text_of_a_container_is_cut_and_has_no_marks() -> None:
    told = other_kind("model", OtherEvidence("dict", "`x` {name}\n" * 40), "model").en
    assert "\n" not in told
    assert told.count("`") == 8  # the marks of names that are our own
    assert len(told) < 400
