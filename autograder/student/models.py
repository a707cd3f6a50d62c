"""Writes a Keras model down as layers and weights, for the trusted side to rebuild."""

from __future__ import annotations

import json
from typing import Any

import keras
import numpy as np

from autograder.evidence import MAX_MODEL_CONFIG, ModelEvidence, pack_array
from autograder.student.program import Wanted
from autograder.student.training import FitLog, compile_config

_CODE = {"function", "__lambda__", "Lambda"}


def describe_model(model: Any, wanted: Wanted, log: FitLog) -> ModelEvidence:
    """The model as evidence; opaque, with the reason, when layers alone can't describe it."""
    name = (type(model).__name__ or "Model")[:80]
    common: dict[str, Any] = {
        "class_name": name,
        "compiled": compile_config(model),
        "fits": log.of(model),
    }
    _build(model, wanted.features)
    try:
        graph, traced = _as_layers(model, wanted.features)
        description = keras.saving.serialize_keras_object(graph)
        if code := _find_code(description):
            why = f"it contains {code}"[:500]
            return ModelEvidence(config="", weights=_weights(model), opaque=why, **common)
        config = json.dumps(description)
        if len(config) > MAX_MODEL_CONFIG:
            return ModelEvidence(config="", weights=(), opaque="config too large", **common)
        weights = tuple(pack_array(np.asarray(weight)) for weight in graph.get_weights())
        return ModelEvidence(config=config, weights=weights, traced=traced, **common)
    except Exception as error:  # noqa: BLE001 - whatever it is, the model can still be probed
        why = f"{type(error).__name__}: {error}"[:500]
        return ModelEvidence(config="", weights=_weights(model), opaque=why or "opaque", **common)


def _build(model: Any, features: int) -> None:
    """Give a model that never saw data its weights: it is as good as one with an Input."""
    if not getattr(model, "built", False) and features:
        try:
            model.build((None, features))
        except Exception:  # noqa: BLE001 - then it stays unbuilt, and the checks say so
            return


def _as_layers(model: Any, features: int) -> tuple[Any, bool]:
    """The model itself if Keras can write it down; else its call, traced into a graph.

    Raises:
        Exception: whatever the student's ``call`` or Keras raises on symbolic input.
    """
    if type(model) in {keras.Sequential, keras.Model} or _is_functional(model):
        return model, False
    if getattr(model, "_functional", None) is None and hasattr(model, "operations"):
        # A functional model of a class of the student's own, for another train_step, say.
        graph = keras.Model(model.inputs, model.outputs)
    else:
        inputs = keras.Input(shape=(features,))
        graph = keras.Model(inputs, model.call(inputs))
    sample = np.random.default_rng(0).uniform(-1, 1, (8, features)).astype("float32")
    if not np.allclose(model.predict_on_batch(sample), graph.predict_on_batch(sample), atol=1e-6):
        raise ValueError("its call can't be written as a graph of layers")
    return graph, True


def _find_code(description: Any) -> str:
    """What in a description only the student's own code could rebuild; '' where nothing is."""
    if isinstance(description, dict):
        name, module = description.get("class_name"), description.get("module")
        own = isinstance(module, str) and not module.startswith(("keras", "builtins"))
        custom = ">" in str(description.get("registered_name") or "")
        if isinstance(name, str) and (own or custom or name in _CODE):
            return name
        if set(description) == {"value"}:  # how Keras writes a lambda: its byte code
            return "a lambda"
        # What it was compiled with is not rebuilt.
        inner = [value for key, value in description.items() if key != "compile_config"]
        return next(filter(None, map(_find_code, inner)), "")
    if isinstance(description, list | tuple):
        return next(filter(None, map(_find_code, description)), "")
    return ""


def _is_functional(model: Any) -> bool:
    """Exactly Keras' own functional class, not a student's subclass of it."""
    return type(model).__module__.startswith("keras.src.")


def _weights(model: Any) -> tuple[Any, ...]:
    try:
        return tuple(pack_array(np.asarray(weight)) for weight in model.get_weights())
    except Exception:  # noqa: BLE001 - an unbuilt model has none
        return ()
