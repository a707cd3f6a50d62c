"""Lines and arrays in the feedback: from what was handed in to the drawing on the page."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from autograder import pictures
from autograder.checking.pictures import GRID, pictures_from, series_from
from autograder.pictures import Line, ModelPictures, Pictures
from autograder.records import Deliverable, Text
from autograder.report import curves_drawing, feedback, plot_drawing
from tests.support import report_class as invented
from tests.support.standard_checks import network

POINTS = ((1.0, 3.0), (2.0, 4.0), (6.0, 8.0))


def heights(svg: str, kind: str) -> list[float]:
    """How far down each place of the curve of this kind lies."""
    found = re.search(f'<path d="([^"]*)" class="curve {kind}"', svg)
    assert found
    return [float(place.split()[1]) for place in re.split("[ML]", found[1])[1:]]


# --- what is to be drawn --------------------------------------------------------------------


def test_a_model_of_one_input_is_a_line_over_its_points() -> None:
    model = network(1, 1, out="linear")
    model.set_weights([np.array([[1.0]]), np.array([2.0])])
    drawn = pictures_from(model, "m", POINTS)
    assert drawn.surface is None
    assert drawn.line is not None
    assert len(drawn.line.curve) == GRID
    assert drawn.line.points == POINTS
    (left, low), (right, high) = drawn.line.curve[0], drawn.line.curve[-1]
    assert (left, right) == pytest.approx((-0.25, 7.25))
    assert (low, high) == pytest.approx((1.75, 9.25))


def test_no_line_is_drawn_of_other_models_or_of_no_numbers() -> None:
    assert pictures_from(network(2, 1), "m").line is None
    assert pictures_from(network(1, 2), "m").line is None
    nothing = network(1, 1, out="linear")
    nothing.set_weights([np.array([[math.nan]]), np.array([0.0])])
    assert pictures_from(nothing, "m", POINTS).line is None


def test_points_far_away_are_left_out_of_a_line() -> None:
    drawn = pictures_from(network(1, 1), "m", ((0.0, 1.0), (1e9, 2.0))).line
    assert drawn is not None
    assert drawn.points == ((0.0, 1.0),)


def test_an_array_is_thinned_from_its_first_to_its_last_number() -> None:
    kept = series_from("losses", np.arange(2001.0)).series
    assert len(kept) == 200
    assert (kept[0], kept[-1]) == (0, 2000)
    drawn = plot_drawing.series(kept, series_from("losses", np.arange(2001.0)).length, log=False)
    assert drawn is not None
    assert ">2001</text>" in str(drawn.svg)
    assert series_from("a", np.array([[1.0, math.inf], [math.nan, 2.0]])).series == (
        1.0, None, None, 2.0,
    )  # fmt: skip
    assert series_from("a", np.array([])).series == ()


def test_lines_and_arrays_come_back_from_json() -> None:
    drawn = Pictures(
        (ModelPictures("m", line=Line(POINTS)), ModelPictures("a", series=(1.0, None)))
    )
    assert pictures.from_json(pictures.to_json(drawn)) == drawn


# --- the drawing ------------------------------------------------------------------------------


def test_the_line_goes_up_and_the_points_lie_on_it() -> None:
    drawn = plot_drawing.line(Line(((0.0, 2.0), (10.0, 12.0)), POINTS))
    assert drawn is not None
    first, last = heights(str(drawn.svg), "accuracy")
    assert first > last
    assert str(drawn.svg).count("<circle") == 3
    assert drawn.description.en == "At x = 0 it gives 2, at x = 10 12."
    assert "3 points" in drawn.caption.en
    assert plot_drawing.line(Line(())) is None


def test_powers_of_ten_are_equally_far_apart() -> None:
    drawn = plot_drawing.series((100.0, 10.0, 1.0), 0, log=True)
    assert drawn is not None
    first, middle, last = heights(str(drawn.svg), "loss")
    assert last - middle == pytest.approx(middle - first, abs=0.2)
    assert "powers of ten" in drawn.caption.en
    assert drawn.description.en == "The first is 100, the last 1."
    plain = plot_drawing.series((100.0, 10.0, 1.0), 0, log=False)
    assert plain is not None
    first, middle, last = heights(str(plain.svg), "loss")
    assert last - middle < (middle - first) / 5


@pytest.mark.parametrize("numbers", [(), (1.0,), (None, 2.0, None)])
def test_nothing_is_drawn_of_less_than_two_numbers(numbers: tuple[float | None, ...]) -> None:
    assert plot_drawing.series(numbers, 0, log=True) is None


def test_a_gap_is_left_for_what_is_no_number_and_no_logarithm_is_taken_of_0() -> None:
    drawn = plot_drawing.series((1.0, None, 0.0, 3.0), 0, log=True)
    assert drawn is not None
    assert drawn.caption.en == "In their order"
    path = re.search('d="(M[^"]*)" class="curve loss"', str(drawn.svg))
    assert path
    assert path[1].count("M") == 2


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-300, 1e308])
def test_one_number_again_and_again_can_be_drawn(value: float) -> None:
    drawn = plot_drawing.series((value, value, -value), 0, log=False)
    assert drawn is not None
    assert "nan" not in str(drawn.svg)
    assert "inf" not in str(drawn.svg)


def test_a_loss_on_a_scale_of_powers_of_ten_begins_at_its_lowest() -> None:
    fit = replace(invented.fits()[0], epochs=3, loss=(1.0, 0.1, 0.01), accuracy=())
    drawn = curves_drawing.curves([fit], log=True)
    assert drawn is not None
    *_, first, middle, last = heights(str(drawn.svg), "loss")
    assert last - middle == pytest.approx(middle - first, abs=0.2)
    assert ">0.01</text>" in str(drawn.svg)
    low = curves_drawing.curves([replace(fit, loss=(1.0, 0.00087))], log=True)
    assert low is not None
    assert ">9e-4</text>" in str(low.svg)
    for loss in ((0.0, 0.5), (0.5, 0.5), (math.nan, 0.5)):
        plain = curves_drawing.curves([replace(fit, loss=loss)], log=True)
        assert plain is not None
        assert ">0</text>" in str(plain.svg)


# --- the page ---------------------------------------------------------------------------------


def test_an_array_stands_on_the_page_where_the_assignment_says_so() -> None:
    asked = Deliverable("losses", "array", Text("손실", "the losses"), plot="log")
    drawn = Pictures((ModelPictures("losses", series=(2.0, 1.0)),))
    for plot, shown in (("log", 1), ("", 0)):
        assignment = replace(invented.assignment(), deliverables=(replace(asked, plot=plot),))
        html = feedback.render(invented.grade(), assignment, "en", drawn)
        assert html.count("The numbers of the array") == shown


def test_a_line_stands_on_the_page() -> None:
    assignment = invented.assignment()
    name = next(one.name for one in assignment.deliverables if one.kind == "model")
    drawn = Pictures((ModelPictures(name, line=Line(((0.0, 2.0), (1.0, 3.0)), POINTS)),))
    html = feedback.render(invented.grade(), assignment, "en", drawn)
    assert "the 3 points that it was trained on" in html
