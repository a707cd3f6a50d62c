"""Pictures: numbers from a model, drawings from numbers."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import replace
from typing import Any

import pytest

from autograder import pictures
from autograder.pictures import Net, Point, Surface
from autograder.report import curves_drawing, network_drawing, surface_drawing
from tests.support import report_class as invented


def test_pictures_come_back_from_json() -> None:
    drawn = invented.pictures()
    assert pictures.from_json(pictures.to_json(drawn)) == drawn


@pytest.mark.parametrize("content", [b"", b"{", b'{"models": 3}', b"\xff", b"{}"])
def test_a_damaged_file_is_no_pictures(content: bytes) -> None:
    assert pictures.from_json(content) == pictures.Pictures()


def test_a_flat_surface_can_be_drawn() -> None:
    for value in (0.0, 0.5, 1.0, 7.0, math.nan):
        flat = Surface(grid=((value,) * 5,) * 5, points=(Point(0, 0, 0, 0.2),))
        assert (
            surface_drawing.surface(flat).caption.en == "1 of 1 training points on the right side"
        )


def test_points_outside_the_drawing_are_left_out() -> None:
    seen = Surface(grid=((0.2, 0.8), (0.2, 0.8)), points=(Point(9, 9, 1, 1), Point(0, 0, 0, 0)))
    assert surface_drawing.surface(seen).caption.en == "1 of 1 training points on the right side"


@pytest.mark.parametrize("widths", [(2, 1), (2, 3, 1), (784, 128, 64, 10), (2, 2, 2, 2, 2, 2, 1)])
def test_networks_of_any_width_are_drawn(widths: tuple[int, ...]) -> None:
    counts = tuple(a * b + b for a, b in itertools.pairwise(widths))
    drawn = network_drawing.network(Net(widths, ("relu",) * len(counts), counts))
    assert drawn is not None
    assert f"{sum(counts):,} parameters" in drawn.caption.en
    assert drawn.svg.count("<circle") <= 8 * len(widths)


def test_a_network_that_is_too_deep_is_not_drawn() -> None:
    assert network_drawing.network(Net((2,) * 9, ("relu",) * 8, (6,) * 8)) is None


def test_fits_of_one_model_are_joined() -> None:
    fit = replace(invented.fits()[0], epochs=10, loss=(1.0, 0.5), accuracy=(0.5, 1.0))
    drawn = curves_drawing.curves([fit, replace(fit, loss=(0.5, 0.1))])
    assert drawn is not None
    assert drawn.caption.en == "20 epochs"
    assert drawn.description.en == "The loss went from 1 to 0.1. The accuracy ended at 100%."


@pytest.mark.parametrize("loss", [(), (math.nan,), (math.inf, math.nan)])
def test_without_a_finite_loss_there_is_no_curve(loss: tuple[float, ...]) -> None:
    assert curves_drawing.curves([replace(invented.fits()[0], loss=loss)]) is None


def test_a_loss_that_explodes_is_drawn_as_far_as_it_goes() -> None:
    fit = replace(invented.fits()[0], loss=(1.0, 1e30, math.inf, math.nan, -5.0), accuracy=())
    drawn = curves_drawing.curves([fit])
    assert drawn is not None
    assert "nan" not in drawn.svg
    assert "inf" not in drawn.svg


CORNERS = ((0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 0.0))


def sequential(*widths: int, inputs: int = 2) -> Any:
    import keras

    layers = [keras.layers.Dense(width, "tanh") for width in widths]
    return keras.Sequential([keras.Input((inputs,)), *layers])


def test_a_model_is_described_quickly() -> None:
    from autograder.checking.pictures import GRID, pictures_from

    pictures_from(sequential(3, 1), "warm_up", CORNERS)
    model = sequential(3, 1)
    start = time.perf_counter()
    drawn = pictures_from(model, "model_3", CORNERS)
    assert time.perf_counter() - start < 1.0  # some tens of milliseconds on a quiet machine
    assert drawn.net == Net((2, 3, 1), ("tanh", "tanh"), (9, 4))
    assert drawn.surface is not None
    assert len(drawn.surface.grid) == len(drawn.surface.grid[0]) == GRID
    assert (drawn.surface.low, drawn.surface.high) == (-0.25, 1.25)
    assert [point.target for point in drawn.surface.points] == [0, 1, 1, 0]


def test_the_surface_is_the_models_own_output() -> None:
    from autograder.checking.pictures import pictures_from

    model = sequential(1)
    drawn = pictures_from(model, "model", ((0.0, 1.0, 1.0),)).surface
    assert drawn is not None
    w1, w2 = model.layers[0].kernel.numpy()[:, 0]
    assert drawn.points[0].predicted == pytest.approx(math.tanh(w2), abs=1e-3)
    assert drawn.grid[0][-1] == pytest.approx(math.tanh(1.25 * w1 - 0.25 * w2), abs=1e-3)


def test_the_square_grows_with_the_points() -> None:
    from autograder.checking.pictures import pictures_from

    drawn = pictures_from(sequential(1), "model", ((-1.0, -1.0, 0.0), (1e9, 0.0, 1.0))).surface
    assert drawn is not None
    assert (drawn.low, drawn.high) == (-1.5, 1.5)


def test_other_models_have_no_surface_or_no_net() -> None:
    import keras

    from autograder.checking.pictures import pictures_from

    assert pictures_from(sequential(2, inputs=3), "m").surface is None
    assert pictures_from(sequential(2, inputs=2), "m").surface is None
    image = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3)])
    assert pictures_from(image, "m") == pictures.ModelPictures("m")
    nan = sequential(1)
    nan.set_weights([w * math.nan for w in nan.get_weights()])
    assert pictures_from(nan, "m").surface is None
    activated = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(1), keras.layers.Activation("sigmoid")]
    )
    assert pictures_from(activated, "m").net == Net((2, 1), ("sigmoid",), (3,))


def reshaped(rows: int) -> Any:
    """A model that takes ``rows`` examples at once and no others, which its input doesn't say."""
    import keras

    start = keras.Input((2,))
    hidden = keras.ops.reshape(keras.layers.Dense(3, "tanh")(start), (rows, 3))
    return keras.Model(start, keras.layers.Dense(1)(hidden))


def with_fixed_input(rows: int) -> Any:
    import keras

    layers = [keras.layers.Dense(3, "tanh"), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input(batch_shape=(rows, 2)), *layers])


@pytest.mark.parametrize("make", [reshaped, with_fixed_input])
def test_a_model_of_a_fixed_batch_is_drawn_part_by_part(make: Any) -> None:
    from autograder.checking.pictures import pictures_from

    fixed, free = make(4), sequential(3, 1)
    free.layers[-1].activation = fixed.layers[-1].activation
    free.set_weights(fixed.get_weights())
    drawn = pictures_from(fixed, "model", CORNERS, batch=4).surface
    same = pictures_from(free, "model", CORNERS).surface
    assert drawn is not None
    assert same is not None
    for row, other in zip(drawn.grid, same.grid, strict=True):
        assert row == pytest.approx(other, abs=1e-5)


def test_what_can_not_be_drawn_leaves_the_other_drawing() -> None:
    from autograder.checking.pictures import pictures_from

    class Unwilling:
        layers = sequential(3, 1).layers
        input_shape = (None, 2)

    drawn = pictures_from(Unwilling(), "model", CORNERS)
    assert drawn.net is not None
    assert drawn.surface is None
    assert pictures_from(reshaped(4), "model", CORNERS, batch=3).surface is None


def test_pictures_are_predicted_in_parts_that_fit_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from autograder.checking import inference_cost
    from autograder.checking.pictures import pictures_from

    model = sequential(3, 1)
    whole = pictures_from(model, "model", CORNERS).surface
    calls: list[int] = []
    original = model.predict_on_batch
    monkeypatch.setattr(model, "predict_on_batch", lambda x: calls.append(len(x)) or original(x))
    monkeypatch.setattr(inference_cost, "_AT_ONCE", 200 * inference_cost.of_model(model).numbers)
    parts = pictures_from(model, "model", CORNERS).surface
    assert max(calls) == 200
    assert whole is not None
    assert parts is not None
    assert parts.grid[7] == pytest.approx(whole.grid[7], abs=1e-5)
    monkeypatch.setattr(inference_cost, "_AT_ONCE", 1)  # a surface would take thousands of calls
    assert pictures_from(model, "model", CORNERS).surface is None
    assert pictures_from(model, "model", CORNERS).net == Net((2, 3, 1), ("tanh", "tanh"), (9, 4))
