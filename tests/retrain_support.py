"""Networks on XOR, and records of their training as the student's side writes them."""

from __future__ import annotations

import json
from typing import Any

import keras
import msgspec
import numpy as np

from autograder import compiled_fit
from autograder.evidence import FitEvidence, pack_array

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)
OR = np.array([[0], [1], [1], [1]], np.float32)


def network(
    *widths: int,
    act: Any = "sigmoid",
    opt: Any = None,
    loss: Any = "binary_crossentropy",
    out: str = "sigmoid",
    **dense: Any,
) -> keras.Model:
    """A compiled chain 2-widths-1."""
    layers = [keras.layers.Dense(width, activation=act, **dense) for width in widths]
    model = keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(1, activation=out)])
    model.compile(optimizer=opt or keras.optimizers.Adam(0.05), loss=loss)
    return model


def record(model: Any, epochs: int, **changes: Any) -> FitEvidence:
    """What would be recorded of a fit on XOR in full batches, weights left out."""
    fit = FitEvidence(
        epochs=epochs,
        epochs_asked=epochs,
        batch_size=32,
        samples=4,
        shuffle=True,
        seconds=0.1,
        level="",
        reason="",
        compiled=json.dumps(model.get_compile_config()),
        history={},
        arguments={},
        x=pack_array(X),
        y=pack_array(Y),
    )
    return msgspec.structs.replace(fit, **changes)


def trained(model: Any, epochs: int, y: Any = Y, **changes: Any) -> FitEvidence:
    """Train for real, and record it with the weights."""
    before = [pack_array(weight) for weight in model.get_weights()]
    options = {key: changes[key] for key in ("batch_size", "shuffle") if key in changes}
    compiled_fit.fit(model, X, y, epochs=epochs, verbose=0, **options)
    after = [pack_array(weight) for weight in model.get_weights()]
    return record(
        model,
        epochs,
        y=pack_array(y),
        initial_weights=tuple(before),
        final_weights=tuple(after),
        **changes,
    )


def callback(name: str, module: str = "keras.src.callbacks", **config: Any) -> str:
    """A callback as it is recorded."""
    return json.dumps({"class_name": name, "module": module, "config": config})
