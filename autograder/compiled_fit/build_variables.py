"""Creates the variables that a first step would create, so that it is traced once, not twice.

TensorFlow traces a function again if its first trace has made variables. A model whose layers are
built lacks only those of its optimizer and metrics, and both can be built from shapes alone:
`CompileMetrics.build` and `CompileLoss.build` look at ranks and dimensions
(`keras/src/trainers/compile_utils.py`), `Optimizer.build` at variables.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
from keras.src import backend, tree
from keras.src.trainers.data_adapters import data_adapter_utils

from autograder.compiled_fit.object_signature import is_keras_alone

Undo = Callable[[], None]


def can_build_ahead(model: Any, batch_spec: Any) -> bool:
    """Whether `build_ahead` is for this model, and nobody notices the trace that it saves.

    Code of a student's own may print, and would do so once where stock traces it twice.

    Args:
        model: the compiled model.
        batch_spec: tensor specs of a batch.
    """
    x, y, _ = data_adapter_utils.unpack_x_y_sample_weight(batch_spec)
    return y is not None and _fits(model, x) and is_keras_alone(model)


def build_ahead(model: Any, batch_spec: Any) -> Undo:
    """Builds optimizer, metrics and loss of a Sequential or Functional model that is built.

    Args:
        model: the compiled model.
        batch_spec: tensor specs of a batch.

    Returns:
        A function that takes it all back, for a step that then turns out not to be traceable.
    """
    undos: list[Undo] = []
    undo = functools.partial(_undo_all, undos)
    _, y, _ = data_adapter_utils.unpack_x_y_sample_weight(batch_spec)
    y = tree.map_structure(lambda leaf: keras.KerasTensor(leaf.shape, leaf.dtype.name), y)
    outputs = _functional(model)._outputs_struct
    try:
        _build(model, y, outputs, undos)
    except Exception:  # noqa: BLE001 - the step itself will say what is wrong
        undo()
    return undo


def _build(model: Any, y: Any, outputs: Any, undos: list[Undo]) -> None:
    parts = [part for part in (model._compile_loss, model._compile_metrics) if part is not None]
    parts = [part for part in parts if not part.built]
    optimizer = model.optimizer
    builds_optimizer = not optimizer.built and model.trainable_variables
    # All of them first: what is not built here may be built by a trace that fails later.
    undos += [functools.partial(setattr, part, "built", False) for part in parts]
    undos += [_undo_of_optimizer(optimizer)] if builds_optimizer else []
    for part in parts:
        part.build(y, outputs)
    if builds_optimizer:
        with backend.name_scope(optimizer.name, caller=optimizer):
            optimizer.build(model.trainable_variables)


def _fits(model: Any, x: Any) -> bool:
    """Whether the model is of a plain kind, built, and made for inputs like these."""
    inner = _functional(model)
    if not isinstance(inner, keras.src.models.functional.Functional) or not model.built:
        return False
    if tree.is_nested(x) or tree.is_nested(inner._inputs_struct):
        return False
    return not tree.is_nested(inner._outputs_struct)


def _functional(model: Any) -> Any:
    return model._functional if isinstance(model, keras.Sequential) else model


def _undo_all(undos: list[Undo]) -> None:
    for undo in undos:
        undo()


def _undo_of_optimizer(optimizer: Any) -> Undo:
    known = list(optimizer._variables)

    def undo() -> None:
        optimizer._variables[:] = known
        optimizer._trainable_variables_indices.clear()
        optimizer.built = False

    return undo
