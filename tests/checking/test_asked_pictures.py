"""What an assignment asks to be drawn, as numbers from what was handed in."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checking.asked_pictures import MOST_IMAGES, with_asked
from autograder.checking.course_data import CourseData
from autograder.pictures import Matrix, ModelPictures
from autograder.records import (
    NO_TEXT,
    Assignment,
    BoundaryPicture,
    ConfusionPicture,
    DataRows,
    Deliverable,
    DeliverableKind,
)
from tests.support.standard_checks import network, work

POINTS = "x,y,kind\n0,0,none\n1,0,none\n0,1,some\n3,3,some\n"
TABLE = "0,0,0\n0,1,1\n1,0,2\n1,1,1\n"


@pytest.fixture
def data(tmp_path: Path) -> CourseData:
    (tmp_path / "points.csv").write_text(POINTS)
    (tmp_path / "table.csv").write_text(TABLE)
    return CourseData(str(tmp_path))


def drawn(
    tiny: Assignment, data: CourseData, made: dict[str, Any], kind: DeliverableKind, **asked: Any
) -> ModelPictures:
    """What is drawn of the first thing that was made, by what is asked of its deliverable."""
    name = next(iter(made))
    deliverable = Deliverable(name, kind, NO_TEXT, **asked)
    assignment = replace(tiny, deliverables=(deliverable,))
    return with_asked(ModelPictures(name), deliverable, work(assignment, made), data)


# --- confusion matrices -----------------------------------------------------------------------


def three_classes(weights: Any = None) -> keras.Model:
    """Answers 0 at (0, 0), 1 where the second input is larger, else 2."""
    model = network(2, 3, out="softmax")
    kernel = [[-1.0, 0.0, 2.0], [-1.0, 3.0, 0.0]] if weights is None else weights
    model.set_weights([np.array(kernel), np.array([0.5, 0.0, 0.0])])
    return model


TWO_CLASSES = ConfusionPicture(DataRows("table.csv"))


def test_answers_are_counted_by_what_is_right(tiny: Assignment, data: CourseData) -> None:
    found = drawn(tiny, data, {"m": three_classes()}, "model", confusion=TWO_CLASSES)
    assert found.matrix == Matrix(((1.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 1.0)))
    last = replace(TWO_CLASSES, rows=DataRows("table.csv", last=1))
    found = drawn(tiny, data, {"m": three_classes()}, "model", confusion=last)
    assert found.matrix is not None
    assert sum(map(sum, found.matrix.counts)) == 1


def test_one_output_answers_1_above_a_half(tiny: Assignment, data: CourseData) -> None:
    model = network(2, 1)
    model.set_weights([np.array([[9.0], [9.0]]), np.array([-4.0])])
    asked = ConfusionPicture(DataRows("table.csv", columns=(0, 1), label=1))
    found = drawn(tiny, data, {"m": model}, "model", confusion=asked)
    assert found.matrix == Matrix(((1.0, 1.0), (0.0, 2.0)))


def test_inputs_are_divided_and_take_the_shape_of_the_model(
    tiny: Assignment, data: CourseData
) -> None:
    asked = ConfusionPicture(DataRows("table.csv", divide=16))
    shaped = keras.Sequential(
        [keras.Input((1, 2)), keras.layers.Flatten(), *three_classes().layers]
    )
    found = drawn(tiny, data, {"m": shaped}, "model", confusion=asked)
    assert found.matrix is not None
    assert [row[0] for row in found.matrix.counts] == [1, 2, 1]  # all are near (0, 0) now


@pytest.mark.parametrize(
    "made",
    [
        three_classes([[math.nan] * 3] * 2),
        network(3, 3),  # other inputs
        network(2, 500),  # other outputs than classes
        np.eye(3),
        "a text",
    ],
    ids=["no numbers", "other inputs", "too many classes", "an array", "a text"],
)
def test_no_matrix_is_drawn_of_what_gives_no_answers(
    tiny: Assignment, data: CourseData, made: Any
) -> None:
    found = drawn(tiny, data, {"m": made}, "model", confusion=TWO_CLASSES)
    assert found == ModelPictures("m")


def test_a_model_with_too_few_outputs_never_gives_the_others(
    tiny: Assignment, data: CourseData
) -> None:
    found = drawn(tiny, data, {"m": network(2, 2)}, "model", confusion=TWO_CLASSES)
    assert found.matrix is not None
    assert [row[2] for row in found.matrix.counts] == [0, 0, 0]


def test_data_that_are_not_there_draw_nothing(tiny: Assignment) -> None:
    found = drawn(tiny, CourseData(), {"m": three_classes()}, "model", confusion=TWO_CLASSES)
    assert found == ModelPictures("m")


def test_a_matrix_that_is_handed_in_is_drawn_as_it_is(tiny: Assignment, data: CourseData) -> None:
    found = drawn(
        tiny, data, {"prediction_c": np.array([[3, 1], [0, 2]])}, "array", plot="confusion"
    )
    assert found.matrix == Matrix(((3.0, 1.0), (0.0, 2.0)))
    for wrong in (
        np.zeros((2, 2)), np.array([[1, -1], [0, 2]]), np.ones((2, 3)), np.ones(4),
        np.ones((40, 40)), np.array([[1.0, math.inf], [0, 1]]), np.array([[1e300, 0], [0, 1]]),
    ):  # fmt: skip
        found = drawn(tiny, data, {"prediction_c": wrong}, "array", plot="confusion")
        assert found.matrix is None


# --- weights as images ------------------------------------------------------------------------


def test_each_node_is_an_image_of_its_weights(tiny: Assignment, data: CourseData) -> None:
    model = network(4, 2)
    kernel = np.array([[-1.0, 0.5], [1.0, 0.0], [-0.5, 0.01], [0.0, -0.01]])
    model.set_weights([kernel, np.zeros(2)])
    for found in (
        drawn(tiny, data, {"m": model}, "model", images=(2, 2)).images,
        drawn(tiny, data, {"prediction_w": kernel}, "array", images=(2, 2)).images,
    ):
        assert found is not None
        assert (found.rows, found.columns, found.nodes) == (2, 2, 2)
        assert (found.least, found.most) == (-1.0, 1.0)
        assert found.images == ("0925", "7554")


def test_of_many_nodes_the_first_are_drawn(tiny: Assignment, data: CourseData) -> None:
    found = drawn(tiny, data, {"prediction_w": np.ones((6, 300))}, "array", images=(3, 2)).images
    assert found is not None
    assert (len(found.images), found.nodes) == (MOST_IMAGES, 300)
    assert set(found.images) == {"9" * 6}


@pytest.mark.parametrize(
    "weights",
    [np.ones((5, 2)), np.ones(4), np.ones((4, 0)), np.full((4, 2), math.nan), np.ones((2, 2, 2))],
    ids=["another size", "one axis", "no nodes", "no numbers", "three axes"],
)
def test_no_images_are_drawn_of_other_weights(
    tiny: Assignment, data: CourseData, weights: Any
) -> None:
    assert drawn(tiny, data, {"prediction_w": weights}, "array", images=(2, 2)).images is None


@pytest.mark.parametrize("size", [0.0, 1e-300, 1e300])
def test_weights_of_any_size_are_drawn(tiny: Assignment, data: CourseData, size: float) -> None:
    found = drawn(
        tiny, data, {"prediction_w": np.full((4, 1), -size)}, "array", images=(2, 2)
    ).images
    assert found is not None
    assert found.images == ("0000" if size else "5555",)


# --- the line of a perceptron -----------------------------------------------------------------

LINE = BoundaryPicture(DataRows("points.csv", columns=("x", "y"), label="kind"), "b", "some")


def test_points_are_counted_that_lie_on_their_side(tiny: Assignment, data: CourseData) -> None:
    made = {"prediction_w": np.array([1.0, 2.0]), "b": -1.5}
    found = drawn(tiny, data, made, "array", boundary=LINE).boundary
    assert found is not None
    assert (found.right, found.count) == (4, 4)
    assert [one.target for one in found.points] == [0, 0, 1, 1]
    turned = drawn(
        tiny, data, {"prediction_w": [-1.0, -2.0], "b": [1.5]}, "array", boundary=LINE
    ).boundary
    assert turned is not None
    assert turned.right == 0


def test_on_the_line_either_answer_is_right(tiny: Assignment, data: CourseData) -> None:
    made = {"prediction_w": np.array([0.0, 0.0]), "b": 0}
    found = drawn(tiny, data, made, "array", boundary=LINE).boundary
    assert found is not None
    assert found.right == 4


@pytest.mark.parametrize(
    ("weights", "bias"),
    [
        ([1.0, 2.0, 3.0], 1.0),
        ([1.0, math.nan], 1.0),
        ([1.0, 2.0], math.inf),
        ([1.0, 2.0], [1.0, 2.0]),
        ([1.0, 2.0], "one"),
        ("words", 1.0),
        ([1.0, 2.0], None),
    ],
)
def test_no_line_is_drawn_of_other_numbers(
    tiny: Assignment, data: CourseData, weights: Any, bias: Any
) -> None:
    made = {"prediction_w": weights, "b": bias}
    assert drawn(tiny, data, made, "array", boundary=LINE).boundary is None


def test_no_line_is_drawn_without_its_bias(tiny: Assignment, data: CourseData) -> None:
    assert drawn(tiny, data, {"prediction_w": [1.0, 2.0]}, "array", boundary=LINE).boundary is None


# --- sizes ------------------------------------------------------------------------------------


def test_sizes_are_those_of_vectors(tiny: Assignment, data: CourseData) -> None:
    made = {"d": np.array([[3.0], [4.0]]), "e": -2, "f": [math.nan], "g": "a word"}
    found = drawn(tiny, data, made, "array", norms=("d", "e", "f", "g", "missing")).norms
    assert found == (5.0, 2.0, None, None, None)
