"""``student.original`` gives a variable the type that it had; an error is a wrong answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checking.check_exceptions import WrongKindError
from autograder.checking.imported import error_is_wrong
from autograder.checking.plain_values import array_of_type, value_of_type
from autograder.records import Text


@pytest.mark.parametrize(
    ("value", "class_name", "expected"),
    [
        ([1, 2], "list", [1, 2]),
        ([1, 2], "tuple", (1, 2)),
        ([1, 2], "set", {1, 2}),
        ([[1], [2]], "set", [[1], [2]]),  # no set can hold lists
        (3, "int", 3),
        (3, "int64", np.int64(3)),
        (True, "bool_", np.bool_(True)),
        (2.5, "float32", np.float32(2.5)),
        ("a", "float64", "a"),  # what calls itself so need not be it
        (None, "NoneType", None),
        ({"a": 1}, "dict", {"a": 1}),
        (300, "uint8", 300),
        (2, "system", 2),
        ([1, [2, 3]], "ndarray", [1, [2, 3]]),  # a list that calls itself so
        ([[1, 2], [3]], "EagerTensor", [[1, 2], [3]]),
        ({"a": 1}, "Variable", {"a": 1}),
        ([10**200], "ndarray", [10**200]),
        ("a", "ResourceVariable", np.asarray("a")),
        (None, "ndarray", None),
    ],
)
def test_a_value_is_of_its_own_type_again(value: Any, class_name: str, expected: Any) -> None:
    found = value_of_type(value, class_name)
    assert type(found) is type(expected)
    assert found == expected


@pytest.mark.parametrize(
    ("array", "class_name", "expected"),
    [
        (np.array([1, 2]), "list", [1, 2]),
        (np.array([1, 2]), "tuple", (1, 2)),
        (np.array(2.5), "float", 2.5),
        (np.array(2.5), "float64", np.float64(2.5)),
        (np.array(True), "bool", True),
    ],
)
def test_an_array_is_of_its_own_type_again(array: Any, class_name: str, expected: Any) -> None:
    found = array_of_type(array, class_name)
    assert type(found) is type(expected)
    assert found == expected


@pytest.mark.parametrize("class_name", ["ndarray", "EagerTensor", "Series"])
def test_an_array_stays_one(class_name: str) -> None:
    found = array_of_type(np.arange(3), class_name)
    assert isinstance(found, np.ndarray)
    assert found.tolist() == [0, 1, 2]


def test_an_error_is_a_wrong_answer_but_for_what_says_how_a_check_ends() -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"), error_is_wrong():
        _ = 1 / 0
    with pytest.raises(WrongKindError), error_is_wrong():
        raise WrongKindError(Text("아님", "not so"))
