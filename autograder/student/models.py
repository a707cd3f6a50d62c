"""Writes a Keras model down as layers and weights, for the trusted side to rebuild."""

from __future__ import annotations

import json
import math
import types
from typing import Any, Final

import keras
import msgspec
import numpy as np

from autograder.evidence import (
    MAX_ARRAY_BYTES,
    MAX_MODEL_CONFIG,
    MAX_UNSENT,
    ModelEvidence,
    pack_array,
)
from autograder.model_bounds import allowed_layers
from autograder.student.fit_call import compile_config
from autograder.student.model_inputs import as_inputs, placeholders, samples
from autograder.student.plain_description import described_by_keras
from autograder.student.program import Wanted
from autograder.student.training import FitLog

_MOST_WEIGHTS: Final = 2 * MAX_ARRAY_BYTES  # bytes of one model's, as float32
_TOO_LARGE: Final = "its weights are too many to be handed over"


def describe_model(model: Any, wanted: Wanted, log: FitLog) -> ModelEvidence:
    """The model as evidence; opaque, with the reason, when layers alone can't describe it.

    Of weights that are too many to be handed over only the shapes are told.
    """
    name = (type(model).__name__ or "Model")[:80]
    common: dict[str, Any] = {
        "class_name": name,
        "compiled": compile_config(model),
        "fits": log.of(model),
    }
    _build(model, wanted)
    if _is_too_large(model):
        return ModelEvidence(config="", weights=(), opaque=_TOO_LARGE, **_told(model), **common)
    try:
        graph, traced = _as_layers(model, wanted)
        with described_by_keras(graph) as replaced:
            config = _description(graph)
        weights = tuple(pack_array(np.asarray(weight)) for weight in graph.get_weights())
        return ModelEvidence(
            config=config,
            weights=weights,
            traced=traced,
            weight_order=_order(graph, model),
            own_initializers=replaced.initializers,
            **common,
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, the model can still be probed
        why = f"{type(error).__name__}: {error}"[:500]
        return ModelEvidence(config="", weights=_weights(model), opaque=why or "opaque", **common)


def _order(graph: Any, model: Any) -> tuple[int, ...]:
    """Where each weight of the graph stands among the model's own; () where it is the same place.

    A subclassed model lists its layers in the order in which its author named them.
    """
    places = {id(weight): at for at, weight in enumerate(model.weights)}
    order = tuple(places.get(id(weight), -1) for weight in graph.weights)
    if order == tuple(range(len(places))) or sorted(order) != list(range(len(places))):
        return ()
    return order


def _description(model: Any) -> str:
    """The JSON from which the trusted side can rebuild it.

    Raises:
        Exception: it can't, for a reason that this side can see already.
    """
    config = json.dumps(keras.saving.serialize_keras_object(model))
    if len(config) > MAX_MODEL_CONFIG:
        raise ValueError("its description is too long")
    allowed_layers.read(config)
    _check_layers(model)
    _check_activations(model)
    return config


def _check_layers(model: Any) -> None:
    """Keras writes a class down by its name: a student's own `Dense` is not the one of Keras.

    Raises:
        ValueError: a layer is code of the student's own.
    """
    for layer in model._flatten_layers():
        kind = type(layer)
        if layer is not model and not kind.__module__.startswith("keras.src."):
            raise ValueError(f"its layer `{kind.__name__}` is code of the student's own")


def _check_activations(model: Any) -> None:
    """Keras writes a function down by its name: it has to do what Keras' own of that name does.

    Raises:
        ValueError: one does something else.
    """
    sample = np.linspace(-4, 4, 30, dtype="float32").reshape(5, 6)
    for layer in model._flatten_layers():
        own = getattr(layer, "activation", None)
        name = getattr(own, "__name__", "")
        known = getattr(
            keras.ops if name in allowed_layers.ELEMENTWISE_FUNCTIONS else keras.activations,
            name,
            None,
        )
        if not isinstance(own, types.FunctionType) or known in {own, None}:
            continue
        if not np.allclose(np.asarray(own(sample)), np.asarray(known(sample)), atol=1e-6):
            raise ValueError(f"its activation `{name}` is not the one of Keras")


def _build(model: Any, wanted: Wanted) -> None:
    """Give a model that never saw data its weights: it is as good as one with an Input."""
    if getattr(model, "built", False) or not wanted.features:
        return
    try:
        if wanted.inputs:
            model(as_inputs(np.zeros((1, wanted.features), "float32"), wanted.inputs))
        else:
            model.build((None, wanted.features))
    except Exception:  # noqa: BLE001 - then it stays unbuilt, and the checks say so
        return


def _as_layers(model: Any, wanted: Wanted) -> tuple[Any, bool]:
    """The model itself if Keras can write it down; else its call, traced into a graph.

    Raises:
        Exception: whatever the student's ``call`` or Keras raises on symbolic input.
    """
    if type(model) in {keras.Sequential, keras.Model} or _is_functional(model):
        return model, False
    if getattr(model, "_functional", None) is None and hasattr(model, "operations"):
        # A functional model of a class of the student's own, for another train_step, say.
        graph = keras.Model(model.inputs, model.outputs)
        inputs = model.inputs
    elif isinstance(model, keras.Sequential) and type(model).call is keras.Sequential.call:
        inputs = keras.Input(model.input_shape[1:])
        graph = keras.Sequential([inputs, *model.layers])
    else:
        inputs = placeholders(model, wanted)
        graph = keras.Model(inputs, model.call(inputs))
    sample = samples(inputs)
    outputs = [keras.tree.flatten(each.predict_on_batch(sample)) for each in (model, graph)]
    if not all(np.allclose(a, b, atol=1e-6) for a, b in zip(*outputs, strict=True)):
        raise ValueError("its call can't be written as a graph of layers")
    return graph, True


def _is_functional(model: Any) -> bool:
    """Exactly Keras' own functional class, not a student's subclass of it."""
    return type(model).__module__.startswith("keras.src.")


def _weights(model: Any) -> tuple[Any, ...]:
    try:
        return tuple(pack_array(np.asarray(weight)) for weight in model.get_weights())
    except Exception:  # noqa: BLE001 - an unbuilt model has none
        return ()


def _is_too_large(model: Any) -> bool:
    try:
        sizes = [math.prod(weight.shape) * 4 for weight in model.weights]
    except Exception:  # noqa: BLE001 - an unbuilt model has none
        return False
    return sum(sizes) > _MOST_WEIGHTS or max(sizes, default=0) > MAX_ARRAY_BYTES


def _told(model: Any) -> dict[str, Any]:
    """The shapes of all weights, where they are no more than evidence may tell."""
    shapes = tuple(tuple(int(size) for size in weight.shape) for weight in model.weights)
    return {"unsent": shapes} if sum(map(math.prod, shapes)) <= MAX_UNSENT else {}


def by_shapes(model: ModelEvidence) -> ModelEvidence:
    """The same, with the shapes of its weights in place of them."""
    shapes = tuple(array.shape for array in model.weights)
    known = msgspec.structs.replace(model, config="", weights=(), traced=False, weight_order=())
    return msgspec.structs.replace(known, opaque=_TOO_LARGE, unsent=shapes)
