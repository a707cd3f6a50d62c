"""Networks on XOR, and records of their training as the student's side writes them."""

from __future__ import annotations

import json
import re
from typing import Any

import keras
import msgspec
import numpy as np

from autograder import compiled_fit
from autograder.evidence import FitEvidence, pack_array
from autograder.retraining import clock
from autograder.retraining.batched_tensorflow import train
from autograder.retraining.dense_chain import check_stackable, read_chain
from autograder.retraining.initialization import derive_seeds, random_weights, reinitialized_model
from autograder.retraining.training_spec import read_training_spec

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)
TOLERANCE = 2e-4  # of a prediction
EPOCHS = 60
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


def name_of(value: object) -> str:
    """The same in every process: addresses of objects left out."""
    return re.sub(r" at 0x\w+", "", getattr(value, "__name__", str(value)))[:80]


def stack(model: Any, epochs: int, fit: FitEvidence | None = None) -> Any:
    """Two networks, trained as recorded."""
    spec = read_training_spec([fit or record(model, epochs, shuffle=False)], None, None)
    chain = read_chain(model)
    check_stackable(spec, chain, 2)
    start = random_weights(model, chain, derive_seeds(5, 2))
    return train(chain, start, spec, 0, clock.seconds() + 60).stack


def difference(model: Any, batch: int = 4) -> float:
    """The largest difference of a prediction, stacked or by Keras' own train step."""
    fit = record(model, EPOCHS, batch_size=batch, shuffle=False)
    stacked = stack(model, EPOCHS, fit)
    found, weights = stacked.predict(X), stacked.weights()
    seed = derive_seeds(5, 2)[1]
    alone = reinitialized_model(model, seed)
    alone.compile_from_config(model.get_compile_config())
    before = alone.predict_on_batch(X)
    for _ in range(EPOCHS):
        for first in range(0, 4, batch):
            alone.train_on_batch(X[first : first + batch], Y[first : first + batch])
    alone.optimizer.finalize_variable_values(alone.trainable_variables)
    wanted = alone.predict_on_batch(X)
    assert np.abs(wanted - before).max() > 1e-3, "nothing was learned: the test shows nothing"
    worst = float(np.abs(found[1] - wanted).max())
    for ours, theirs in zip(weights, alone.get_weights(), strict=True):
        worst = max(worst, float(np.abs(ours[1] - theirs).max() / (1 + np.abs(theirs).max())))
    return worst
