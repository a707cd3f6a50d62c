"""Keras' own traced steps, and whether a compiled loop may repeat them.

Stock `fit` calls two nested `tf.function`s with `reduce_retracing`
(`TensorFlowTrainer._make_function`): the outer takes the iterator, the inner a batch. Which trace
serves a batch depends on the shapes of earlier fits. `StepBook` traces both, as stock would at its
first step, so that shapes, names, errors and everything later stock calls find are stock's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf
from keras.src import tree
from tensorflow.python.data.ops.iterator_ops import IteratorSpec
from tensorflow.python.framework import op_def_registry

from autograder.compiled_fit import keras_internals
from autograder.compiled_fit.grappler_fusions import fusable

_HARMLESS_STATE = ("Read", "Assign", "VarIs", "VarHandle", "Assert", "NoOp", "Placeholder")
_HARMLESS_PARTS = ("PartitionedCall", "Resource", "While", "If", "Case", "_Arg", "_Retval")
_EFFECTS = ("PrintV2", "EagerPyFunc", "PyFunc")
"""Operations with effects but no state of their own: only how often they run counts."""


class UnsuitedStepError(Exception):
    """A traced step does something that a compiled loop could not repeat exactly."""


class StepTraceError(Exception):
    """Keras' step could not be traced; the cause is the error that stock `fit` would raise.

    What the attempt has left in the model is what stock's would have left.
    """


class UndoneTraceError(Exception):
    """Keras' step could not be traced; nothing is left of the attempt, so stock fails by itself."""


@dataclass(frozen=True)
class TracedStep:
    """A step of Keras, traced for one shape of batch.

    Attributes:
        function: Keras' `tf.function`; takes a batch, returns the logs.
        static: the batch dimension that it is called with, None if the graph does not know it.
        names: the metrics that it returns.
        concrete: the trace itself.
    """

    function: Any
    static: int | None
    names: tuple[str, ...]
    concrete: Any


@dataclass
class _PostponedTrace:
    """A trace that stock would have made by now, and that nobody has needed yet.

    Attributes:
        batch_spec: shape and type of a batch, as stock's iterator announces it.
        cached: the step that a cached program runs, on the variables of the model at hand.
    """

    batch_spec: Any
    cached: Callable[[Any], Any] | None


@dataclass
class StepBook:
    """The train or test step of one compiled model, for as long as the model stays compiled.

    Attributes:
        owner: `model.train_function` or `model.test_function`, whose step this is.
        programs: compiled runs around this step, by shape of data.
    """

    owner: Any
    programs: dict[Any, Any] = field(default_factory=dict)
    _traced: dict[Any, TracedStep] = field(default_factory=dict)
    _postponed: list[_PostponedTrace] = field(default_factory=list)
    _architecture: Any = None
    _first_is_ours: bool = False
    _drawing: dict[Any, bool] = field(default_factory=dict)

    def draws_from_kernels(self) -> bool:
        """Whether a trace of the step keeps state in its kernels, such as `tf.random.normal`.

        Stock's loop around the step has kernels of its own, so such a step must run in it.
        """
        for concrete in _traces_of(keras_internals.compiled_step(self.owner)):
            if concrete not in self._drawing:
                kinds = _kinds_with_state(concrete)
                self._drawing[concrete] = any(kind not in _EFFECTS for kind in kinds)
        return any(self._drawing.values())

    def architecture(self, ask: Callable[[], Any]) -> Any:
        """The model's architecture when its step was traced first; None if that is not known.

        Args:
            ask: tells the architecture as it is now, which counts as long as nothing is traced.
        """
        if self.is_untouched():
            self._architecture = ask()
        return self._architecture if self._first_is_ours or self.is_untouched() else None

    def is_broken(self) -> bool:
        """Whether a first trace has failed, which stock's functions do not get over."""
        functions = (
            keras_internals.compiled_loop(self.owner),
            keras_internals.compiled_step(self.owner),
        )
        return any(keras_internals.was_tried(f) and not _traces_of(f) for f in functions)

    def is_untouched(self) -> bool:
        """Whether nothing has been traced so far, nor taken from the cache."""
        return not self._postponed and not _traces_of(keras_internals.compiled_step(self.owner))

    def postpone(self, batch_spec: Any, cached: Callable[[Any], Any] | None = None) -> None:
        """Notes a trace that stock would have made by now.

        Args:
            batch_spec: shape and type of a batch, as stock's iterator announces it.
            cached: what the step computes, if it is not even traced itself.
        """
        self._first_is_ours |= self.is_untouched()
        if _shapes(batch_spec) not in [_shapes(trace.batch_spec) for trace in self._postponed]:
            self._postponed.append(_PostponedTrace(batch_spec, cached))

    def take_over(self) -> None:
        """Traces steps from the cache as what they were when they were taken from it.

        The model may have been changed since: stock would not notice before it traces again.
        """
        for trace in self._postponed:
            if trace.cached is not None:
                keras_internals.trace_as(self.owner, trace.batch_spec, trace.cached)
                trace.cached = None

    def trace_postponed(self) -> None:
        """Makes the postponed traces, in their order.

        Raises:
            Exception: whatever building and calling the model raises.
        """
        self.take_over()
        while self._postponed:
            self._trace_loop(self._postponed[0].batch_spec)
            del self._postponed[0]

    def traced_for(self, batch_spec: Any) -> Any:
        """The trace of the step that `trace` has made for these batches."""
        return self._traced[repr(batch_spec)].concrete

    def knows_only(self, batch_spec: Any, *, traced: bool) -> bool:
        """Whether the step has met these batches or none: then any trace of it is for them.

        Args:
            batch_spec: shape and type of a batch, as stock's iterator announces it.
            traced: whether it must have been traced for them, or must not have been traced.
        """
        step = keras_internals.compiled_step(self.owner)
        return self._has_met_nothing_but(batch_spec) and bool(_traces_of(step)) is traced

    def _has_met_nothing_but(self, batch_spec: Any) -> bool:
        loop = keras_internals.compiled_loop(self.owner)
        step = keras_internals.compiled_step(self.owner)
        met = [_shapes(c.structured_input_signature[0][0]) for c in _traces_of(step)]
        met += [_shapes(trace.batch_spec) for trace in self._postponed]
        return not _traces_of(loop) and all(one == _shapes(batch_spec) for one in met)

    def announce(self, batch_spec: Any) -> Any:
        """Traces the step as stock's first batch of this shape would, and creates variables.

        Args:
            batch_spec: shape and type of a batch, as stock's iterator announces it.

        Returns:
            The shape and type with which the step is called, which may be more general.

        Raises:
            Exception: whatever building and calling the model raises.
        """
        self.trace_postponed()
        return self._trace_loop(batch_spec)

    def _trace_loop(self, batch_spec: Any) -> Any:
        loop = keras_internals.compiled_loop(self.owner)
        concrete = loop.get_concrete_function(IteratorSpec(batch_spec))
        return concrete.structured_input_signature[0][0]._element_spec

    def trace(self, batch_spec: Any, *, built: bool = True) -> TracedStep:
        """Traces the step and checks that it can be looped over.

        Args:
            batch_spec: shape and type of a batch, as stock's iterator announces it.
            built: whether all variables exist. If not, how often and within what a step is traced
                can be seen by it, so that only stock's own way will do.

        Raises:
            StepTraceError: the step cannot be traced, in stock neither.
            UnsuitedStepError: the step returns something else than scalars of type float32, has
                side effects or random state besides variables, or would be fused otherwise.
        """
        step = keras_internals.compiled_step(self.owner)
        try:
            if built and self._has_met_nothing_but(batch_spec):
                # The loop around the step is stock's own affair, until stock needs it.
                self.take_over()
                spec, first = batch_spec, self.is_untouched()
                step.get_concrete_function(spec)
                self._first_is_ours |= first
                self.postpone(batch_spec)
            else:
                spec = self.announce(batch_spec)
        except Exception as error:
            raise StepTraceError from error
        key = repr(spec)
        if key not in self._traced:
            concrete = step.get_concrete_function(spec)
            names = _scalar_logs(concrete.structured_outputs)
            _require_plain_state(concrete)
            _require_lasting_bits(concrete)
            self._traced[key] = TracedStep(step, tree.flatten(spec)[0].shape[0], names, concrete)
        return self._traced[key]

    def eager_batches_match(self, batch_spec: Any, sizes: set[int]) -> bool:
        """Whether eager batches would meet the same trace as stock's symbolic ones; traces nothing.

        Not so if stock passes on an unknown batch dimension and there is a trace for exactly the
        size of a batch: TensorFlow prefers the more specific trace for eager batches.

        Args:
            batch_spec: shape and type of a batch, as stock's iterator announces it.
            sizes: rows of the batches that will come.
        """
        self.trace_postponed()
        size = tree.flatten(batch_spec)[0].shape[0]
        loop = keras_internals.compiled_loop(self.owner)
        passed_on = {_batch_size(c, iterator=True) for c in _traces_of(loop)}
        if size is not None and size in passed_on:
            return True
        step = keras_internals.compiled_step(self.owner)
        return not sizes & {_batch_size(c) for c in _traces_of(step)}


def book_of(function: Any) -> StepBook:
    """The step book of `model.train_function` or `model.test_function`.

    It lives on that function, which Keras drops at `compile`: exactly as long as stock keeps its
    own traces.
    """
    known = vars(function).get("_compiled_fit_book")
    if known is None:
        known = function._compiled_fit_book = StepBook(function)
    return known  # type: ignore[no-any-return]


def trace_postponed(model: Any) -> None:
    """Makes the traces that a cached program has saved, before stock's own loop runs."""
    for function in (model.train_function, model.test_function):
        book = getattr(function, "_compiled_fit_book", None)
        if book is not None:
            book.trace_postponed()


def _traces_of(function: Any) -> list[Any]:
    return list(function._list_all_concrete_functions())


def _shapes(spec: Any) -> Any:
    return [(tuple(leaf.shape), leaf.dtype) for leaf in tree.flatten(spec)]


def _batch_size(concrete: Any, *, iterator: bool = False) -> int | None:
    data = concrete.structured_input_signature[0][0]
    spec = data._element_spec if iterator else data
    size: int | None = tree.flatten(spec)[0].shape[0]
    return size


def _scalar_logs(outputs: Any) -> tuple[str, ...]:
    if not isinstance(outputs, dict):
        raise UnsuitedStepError("The train step does not return a dictionary of metrics.")
    for value in outputs.values():
        if getattr(value, "dtype", None) != tf.float32 or value.shape.rank != 0:
            raise UnsuitedStepError("One of the metrics is not a single float32.")
    return tuple(outputs)


def _require_plain_state(concrete: Any) -> None:
    """Refuses steps whose state lives elsewhere than in variables.

    A random op of `tf.random`, a Python function or a print keeps state in its kernel; one graph
    more or less would start it anew.
    """
    for kind in _kinds_with_state(concrete):
        raise UnsuitedStepError(f"The train step contains the operation {kind}.")


def _require_lasting_bits(concrete: Any) -> None:
    """Refuses steps that the graph optimiser changes differently when they are looped over."""
    if any(map(fusable, _bodies(concrete))):
        raise UnsuitedStepError("The train step multiplies a value by a gate of itself (silu).")


def _bodies(concrete: Any) -> list[Any]:
    """The nodes of a trace, and those of each function that it calls."""
    graph = concrete.graph.as_graph_def()
    return [graph.node, *(function.node_def for function in graph.library.function)]


def _kinds_with_state(concrete: Any) -> list[str]:
    nodes = [node for body in _bodies(concrete) for node in body]
    return [kind for kind in sorted({node.op for node in nodes}) if _has_state(kind)]


def _has_state(kind: str) -> bool:
    definition = op_def_registry.get(kind)
    if definition is None or not definition.is_stateful:
        return False
    harmless = kind.startswith((*_HARMLESS_STATE, "StatelessRandom"))
    return not harmless and not any(part in kind for part in _HARMLESS_PARTS)
