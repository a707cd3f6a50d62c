"""Keras' own traced steps, and whether a compiled loop may repeat them.

Stock `fit` calls two nested `tf.function`s with `reduce_retracing`: the outer takes the iterator,
the inner a batch (`TensorFlowTrainer._make_function`). A model that was fitted with batches of
another size may therefore get a step with an unknown batch dimension. `StepBook` answers, with
TensorFlow's own dispatcher, which shape stock would pass on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf
from keras.src import tree
from tensorflow.python.framework import op_def_registry

from autograder.compiled_fit import keras_internals
from autograder.compiled_fit.program import UnsuitedStepError

_HARMLESS_STATE = ("Read", "Assign", "VarIs", "VarHandle", "Assert", "NoOp", "Placeholder")
_HARMLESS_PARTS = ("PartitionedCall", "Resource", "While", "If", "Case", "_Arg", "_Retval")


def _as_it_is(data: Any) -> Any:
    return tree.map_structure(tf.identity, data)


@dataclass(frozen=True)
class TracedStep:
    """A step of Keras, traced for one shape of batch.

    Attributes:
        function: Keras' `tf.function`; takes a batch, returns the logs.
        static: the batch dimension that it is called with, None if the graph does not know it.
        logs: name to tensor spec of what it returns.
    """

    function: Any
    static: int | None
    logs: dict[str, Any]


@dataclass
class StepBook:
    """The train or test step of one compiled model, for as long as the model stays compiled.

    Attributes:
        owner: `model.train_function` or `model.test_function`, whose step this is.
        programs: compiled runs around this step, by shape of data.
    """

    owner: Any
    programs: dict[Any, Any] = field(default_factory=dict)
    _shapes: Any = field(
        default_factory=lambda: tf.function(_as_it_is, autograph=False, reduce_retracing=True)
    )

    def shape_passed_on(self, batch_spec: Any) -> Any:
        """The spec with which stock would call its step for batches of `batch_spec`."""
        concrete = self._shapes.get_concrete_function(batch_spec)
        return concrete.structured_input_signature[0][0]

    def trace(self, batch_spec: Any) -> TracedStep:
        """Traces the step, which also creates variables that do not exist yet.

        Raises:
            UnsuitedStepError: the step returns something else than scalars of type float32, or
                has side effects or random state besides variables.
            Exception: whatever building and calling the model raises.
        """
        spec = self.shape_passed_on(batch_spec)
        step = keras_internals.compiled_step(self.owner)
        concrete = step.get_concrete_function(spec)
        logs = _scalar_logs(concrete.structured_outputs)
        _require_plain_state(concrete)
        return TracedStep(step, tree.flatten(spec)[0].shape[0], logs)


def _scalar_logs(outputs: Any) -> dict[str, Any]:
    if not isinstance(outputs, dict):
        raise UnsuitedStepError("The train step does not return a dictionary of metrics.")
    for value in outputs.values():
        if getattr(value, "dtype", None) != tf.float32 or value.shape.rank != 0:
            raise UnsuitedStepError("One of the metrics is not a single float32.")
    return dict(outputs)


def _require_plain_state(concrete: Any) -> None:
    """Refuses steps whose state lives elsewhere than in variables.

    A random op of `tf.random`, a Python function or a print keeps state in its kernel; one graph
    more or less would start it anew.
    """
    graph = concrete.graph.as_graph_def()
    nodes = list(graph.node)
    for function in graph.library.function:
        nodes.extend(function.node_def)
    for kind in sorted({node.op for node in nodes}):
        definition = op_def_registry.get(kind)
        if definition is None or not definition.is_stateful:
            continue
        if kind.startswith(_HARMLESS_STATE) or any(part in kind for part in _HARMLESS_PARTS):
            continue
        if kind.startswith("StatelessRandom"):
            continue
        raise UnsuitedStepError(f"The train step contains the operation {kind}.")
