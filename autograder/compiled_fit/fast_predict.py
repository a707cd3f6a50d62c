"""`predict` and `evaluate` on few rows: stock's own functions, fed without tf.data."""

from __future__ import annotations

from typing import Any

from autograder.compiled_fit import keras_internals, rules_calls
from autograder.compiled_fit.array_data import Feed, feed_of
from autograder.compiled_fit.eager_adapter import SteppedData, serves_every_batch
from autograder.compiled_fit.object_signature import is_keras_alone
from autograder.compiled_fit.steps import trace_postponed
from autograder.compiled_fit.without_tf_data import plain_order


def predict(model: Any, given: dict[str, Any]) -> Any:
    """Predicts as stock does.

    Args:
        model: a Keras model.
        given: the arguments of `Model.predict` by name.

    Raises:
        Exception: what stock `Model.predict` raises.
    """
    function = keras_internals.unfiltered(keras_internals.STOCK_PREDICT)
    feed = None
    if rules_calls.may_step(model, given) and given.get("x") is not None:
        feed = _feed(given["x"], None, None, given.get("batch_size"))
    if feed is None:
        return function(model, **given)
    data = SteppedData(feed, plain_order(feed), model, None)
    return function(model, **(given | {"x": data, "batch_size": None}))


def evaluate(model: Any, given: dict[str, Any]) -> Any:
    """Evaluates as stock does.

    Args:
        model: a Keras model.
        given: the arguments of `Model.evaluate` by name.

    Raises:
        Exception: what stock `Model.evaluate` raises.
    """
    function = keras_internals.unfiltered(keras_internals.STOCK_EVALUATE)
    trace_postponed(model)
    feed = None
    if rules_calls.may_step(model, given) and rules_calls.may_evaluate(model, given):
        weight = given.get("sample_weight")
        feed = _feed(given["x"], given.get("y"), weight, given.get("batch_size"))
        model.make_test_function()
    if feed is None or not serves_every_batch(model, "test_function", feed):
        return function(model, **given)
    watch = None if is_keras_alone(model) else lambda _: None
    data = SteppedData(feed, plain_order(feed), model, "test_function", watch)
    plain = {"x": data, "y": None, "sample_weight": None, "batch_size": None}
    return function(model, **(given | plain))


def test_on_batch(model: Any, given: dict[str, Any]) -> Any:
    """Tests on one batch as stock does, in the traces that stock would have by now."""
    trace_postponed(model)
    return keras_internals.unfiltered(keras_internals.STOCK_TEST_ON_BATCH)(model, **given)


def _feed(x: Any, y: Any, weight: Any, batch_size: Any) -> Feed | None:
    try:
        return feed_of(x, y, weight, batch_size=batch_size)
    except Exception:  # noqa: BLE001 - stock packs them again and raises its own error
        return None
