"""What students answer, in whatever form: numbers, yes and no, shapes, labels and sentences."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import measures as m


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0.75, 0.75),
        (3, 3.0),
        ([0.75], 0.75),
        ([[0.75]], 0.75),
        (True, None),
        ("0.75", None),
        (None, None),
        ([1, 2], None),
        ([], None),
        ({}, None),
        (10**400, None),
    ],
)
def test_as_number(value: object, number: float | None) -> None:
    assert m.as_number(value) == number


def test_near() -> None:
    assert m.near(0.75, 0.75)
    assert m.near(0.75 + 1e-9, 0.75)
    assert not m.near(0.76, 0.75)
    assert not m.near(None, 0.75)
    assert not m.near(math.nan, 0.75)


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        (True, True),
        (False, False),
        (1, True),
        (0, False),
        (0.0, False),
        ([False], False),
        ("False", None),
        (None, None),
        (2, None),
        ([], None),
    ],
)
def test_as_truth(value: object, truth: bool | None) -> None:
    assert m.as_truth(value) is truth


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ([1, 4], (1, 4)),
        ([1.0, 4.0], (1, 4)),
        ("(1, 4)", (1, 4)),
        ("[1,4]", (1, 4)),
        ("1 x 4", (1, 4)),
        ("1×4", (1, 4)),
        ("TensorShape([1, 4])", (1, 4)),
        ([4], (4,)),
        (4, (4,)),
        ("", ()),
        ([None, 4], None),
        ("(None, 4)", None),
        ([0.2, 0.1, 0.6, 0.1], None),
        ("four", None),
        (None, None),
        ({}, None),
    ],
)
def test_as_shape(value: object, shape: tuple[int, ...] | None) -> None:
    assert m.as_shape(value) == shape


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (2, "2"),
        (2.0, "2"),
        ([2], "2"),
        (" Koala ", "koala"),
        ("'코알라'.", "코알라"),
        (0.6, ""),
        (math.nan, ""),
        (True, ""),
        (None, ""),
        ([1, 2], ""),
    ],
)
def test_as_label(value: object, label: str) -> None:
    assert m.as_label(value) == label


def test_entry_finds_numbers_however_they_are_written() -> None:
    for mapping in ({3: "a", 1: "b"}, {"3": "a", "1": "b"}, {"model_3": "a", "model_1": "b"}):
        assert m.entry(mapping, 3) == "a"
        assert m.entry(mapping, 1) == "b"
        assert m.entry(mapping, 2) is None
    assert m.entry({3.0: "a"}, 3) == "a"
    assert m.entry({"13": "a"}, 3) is None
    assert m.entry({True: "a"}, 1) is None
    assert m.entry([True, False], 1) is None


def test_mentions() -> None:
    assert m.mentions("모두 더하면 1입니다", ["더하면 1", "sum"])
    assert m.mentions("They SUM to one", ["sum"])
    assert not m.mentions("", ["sum"])


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.integers() | st.none(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_answers_of_any_kind_raise_nothing(value: object) -> None:
    m.near(m.as_number(value), 0.75)
    m.as_truth(value)
    m.as_shape(value)
    m.as_label(value)
    m.entry(value, 3)
