"""Which calls of `predict` and `evaluate` may go without tf.data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras.src import tree

from autograder.compiled_fit import rules_callbacks, rules_data, rules_model
from autograder.compiled_fit.arguments import FitArguments

_MANY_STEPS = 256
"""Beyond this, stock's parallel pipeline is as fast as slicing step by step."""


def may_step(model: Any, given: Mapping[str, Any]) -> bool:
    """Whether the data is plain arrays of few batches and TensorFlow runs as usual."""
    try:
        args = FitArguments(
            x=given.get("x"),
            y=given.get("y"),
            sample_weight=given.get("sample_weight"),
            batch_size=given.get("batch_size"),
            steps_per_epoch=given.get("steps"),
        )
        rules = (
            rules_model.tested_keras,
            rules_model.plain_tensorflow,
            rules_data.plain_arrays,
            rules_data.plain_counts,
            rules_data.no_step_limits,
        )
        if any(rule(model, args) is not None for rule in rules):
            return False
        rows = int(tree.flatten(args.x)[0].shape[0])
        return rows <= _MANY_STEPS * (args.batch_size or 32)
    except Exception:  # noqa: BLE001 - what cannot be judged, stock runs
        return False


def may_evaluate(model: Any, given: Mapping[str, Any]) -> bool:
    """Whether this is a user's call on a compiled model, not the validation inside `fit`."""
    if set(given) & {"_use_cached_eval_dataset"}:
        return False
    try:
        args = FitArguments(callbacks=given.get("callbacks"))
        rules = (rules_model.compiled_model, rules_callbacks.unwatched_beginnings)
        return all(rule(model, args) is None for rule in rules)
    except Exception:  # noqa: BLE001 - what cannot be judged, stock runs
        return False
