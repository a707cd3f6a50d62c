"""A network as a chain of Dense layers, and whether its training can be stacked.

Of chains, ``batched_tensorflow`` trains many at once; everything else is trained one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.model_bounds.allowed_layers import ELEMENTWISE_FUNCTIONS
from autograder.retraining.compile_config import Named
from autograder.retraining.early_stopping import read_early_stopping
from autograder.retraining.parts import FloatArray, table
from autograder.retraining.training_spec import Phase, TrainingSpec

ELEMENTWISE = frozenset({
    "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion",
})  # fmt: skip
# Optimizer arguments that mix numbers of one network with another's when stacked.
MIXING = ("clipnorm", "global_clipnorm", "loss_scale_factor")
# Losses with one value a row, computed from the row's last axis alone.
ROWWISE = frozenset({
    "BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy", "MeanSquaredError", "MeanAbsoluteError",
    "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "CosineSimilarity", "Huber",
    "LogCosh", "Hinge", "SquaredHinge", "CategoricalHinge", "KLDivergence", "Poisson",
    "binary_crossentropy", "bce", "BCE", "binary_focal_crossentropy", "categorical_crossentropy",
    "sparse_categorical_crossentropy", "mean_squared_error", "mse", "MSE", "mean_absolute_error",
    "mae", "MAE", "mean_absolute_percentage_error", "mape", "MAPE",
    "mean_squared_logarithmic_error", "msle", "MSLE", "cosine_similarity", "huber", "log_cosh",
    "logcosh", "hinge", "squared_hinge", "categorical_hinge", "kl_divergence", "kld", "KLD",
    "poisson",
})  # fmt: skip

MAX_STACK = 20_000_000  # numbers in the largest array of a stack: 80 MB


class UnstackableError(Exception):
    """This training has to be done one by one; the message says why, in English."""


@dataclass(frozen=True)
class WeightSlice:
    """Where one weight of the network stands in the flat variable of ``trainable`` or not."""

    trainable: bool
    start: int
    shape: tuple[int, ...]
    index: int  # in model.get_weights()
    regularizer: Any = None

    @property
    def stop(self) -> int:
        """One past the last number."""
        return self.start + math.prod(self.shape)


@dataclass(frozen=True)
class DenseLayer:
    """One layer of the chain: act(h @ kernel + bias), with what there is of them."""

    kernel: WeightSlice | None
    bias: WeightSlice | None
    act: Callable[[Any], Any] | None


@dataclass(frozen=True)
class DenseChain:
    """A network of which each layer takes the output of the one before, shape (rows, width)."""

    layers: tuple[DenseLayer, ...]
    slices: tuple[WeightSlice, ...]
    inputs: int
    widest: int

    def size(self, *, trainable: bool) -> int:
        """How many numbers one network has."""
        return max((where.stop for where in self.slices if where.trainable is trainable), default=0)

    def flatten(self, weights: Sequence[FloatArray], *, trainable: bool) -> FloatArray:
        """The weights of k networks, each of shape (k, …), as (k, numbers)."""
        parts = [
            weights[where.index].reshape(weights[where.index].shape[0], -1)
            for where in self.slices
            if where.trainable is trainable
        ]
        return np.concatenate(parts, axis=1) if parts else np.zeros((0, 0), np.float32)

    def unflatten(self, moving: FloatArray, weights: Sequence[FloatArray]) -> list[FloatArray]:
        """``weights`` with the trainable ones replaced by those in ``moving``."""
        found = list(weights)
        for where in self.slices:
            if where.trainable:
                found[where.index] = moving[:, where.start : where.stop].reshape(-1, *where.shape)
        return found


def read_chain(model: Any) -> DenseChain:
    """The model as a chain.

    Raises:
        UnstackableError: it is something else.
    """
    import keras

    order = {id(weight): index for index, weight in enumerate(model.weights)}
    layers: list[DenseLayer] = []
    slices: list[WeightSlice] = []
    ends = {True: 0, False: 0}
    widest = inputs = _input_width(model)

    def where(variable: Any, regularizer: Any) -> WeightSlice:
        trainable = bool(variable.trainable)
        shape = tuple(int(size) for size in variable.shape)
        made = WeightSlice(trainable, ends[trainable], shape, order[id(variable)], regularizer)
        ends[trainable] = made.stop
        slices.append(made)
        return made

    for layer in _layers_in_a_row(model):
        if layer.dtype_policy.name != "float32":
            raise UnstackableError(f"a layer computes in {layer.dtype_policy.name}")
        if type(layer) is keras.layers.Dense:
            _check_dense(layer)
            bias = where(layer.bias, layer.bias_regularizer) if layer.use_bias else None
            kernel = where(layer.kernel, layer.kernel_regularizer)
            layers.append(DenseLayer(kernel, bias, _activation(layer.activation)))
            widest = max(widest, layer.units)
        elif not _does_nothing(layer):
            layers.append(DenseLayer(None, None, _activation_layer(layer)))
    if ends[True] == 0:
        raise UnstackableError("no layer is trainable")
    if len(slices) != len(model.weights):
        raise UnstackableError("the model has weights outside its layers")
    return DenseChain(tuple(layers), tuple(slices), inputs, widest)


def _input_width(model: Any) -> int:
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 2 or not isinstance(shape[1], int):
        raise UnstackableError("the input is not one row of numbers")
    return shape[1]


def _layers_in_a_row(model: Any) -> list[Any]:
    """The layers without the inputs, in the order of the chain."""
    import keras

    layers = [each for each in model.layers if not isinstance(each, keras.layers.InputLayer)]
    if isinstance(model, keras.Sequential):
        return layers
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise UnstackableError("the model has several inputs or outputs")
    tensor = model.inputs[0]
    for layer in layers:
        if len(layer._inbound_nodes) != 1 or layer.input is not tensor:
            raise UnstackableError("the layers are not one after the other")
        tensor = layer.output
    if tensor is not model.outputs[0]:
        raise UnstackableError("the layers are not one after the other")
    return layers


def _check_dense(layer: Any) -> None:
    import keras

    if layer.kernel_constraint is not None or layer.bias_constraint is not None:
        raise UnstackableError("a layer has a constraint")
    if layer.activity_regularizer is not None or layer.quantization_mode is not None:
        raise UnstackableError("a layer has an activity regularizer or is quantized")
    if getattr(layer, "lora_enabled", False):
        raise UnstackableError("a layer has low-rank weights")
    sums = (keras.regularizers.L1, keras.regularizers.L2, keras.regularizers.L1L2)
    for regularizer in (layer.kernel_regularizer, layer.bias_regularizer):
        if regularizer is not None and type(regularizer) not in sums:
            raise UnstackableError("a layer has an unusual regularizer")


def _activation(act: Any) -> Callable[[Any], Any]:
    import keras

    name = getattr(act, "__name__", "")
    home = keras.ops if name in ELEMENTWISE_FUNCTIONS else keras.activations
    known: Callable[[Any], Any] | None = getattr(home, name, None) if name else None
    return known if known is not None and known is act else _activation_layer(act)


def _activation_layer(layer: Any) -> Callable[[Any], Any]:
    import keras

    if type(layer) is keras.layers.Activation:
        return _activation(layer.activation)
    rowwise = type(layer) is keras.layers.Softmax and layer.axis == -1
    simple = (keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU)
    if rowwise or type(layer) in simple:
        found: Callable[[Any], Any] = type(layer).from_config(layer.get_config())
        return found
    raise UnstackableError(f"a layer {type(layer).__name__} is not stacked")


def _does_nothing(layer: Any) -> bool:
    import keras

    if type(layer) in {keras.layers.Flatten, keras.layers.Identity}:
        return True
    return type(layer) is keras.layers.Dropout and not layer.rate


def check_stackable(spec: TrainingSpec, chain: DenseChain, k: int) -> None:
    """Raise UnstackableError with the reason unless the training can be stacked."""
    for phase in spec.phases:
        reason = (
            _optimizer_trouble(phase.compiled.optimizer)
            or _loss_trouble(phase.compiled.loss)
            or _phase_trouble(phase)
            or _callback_trouble(phase, chain, last=phase is spec.phases[-1])
        )
        if reason:
            raise UnstackableError(reason)
        width = max(chain.widest, table(phase.y).shape[1])
        if k * min(phase.batch_size, phase.rows) * width > MAX_STACK:
            raise UnstackableError("the batches are too large to stack")
    if k * chain.size(trainable=True) > MAX_STACK:
        raise UnstackableError("the network is too large to stack")


def _optimizer_trouble(optimizer: Named) -> str:
    if optimizer.name not in ELEMENTWISE:
        return f"the optimizer {optimizer.name} is not stacked"
    mixing = [name for name in MIXING if optimizer.config.get(name)]
    return f"the optimizer has {mixing[0]}" if mixing else ""


def _loss_trouble(loss: Named) -> str:
    if loss.name not in ROWWISE or loss.config.get("axis", -1) != -1:
        return f"the loss {loss.name} is not stacked"
    reduction = loss.config.get("reduction", "sum_over_batch_size")
    if reduction not in {"sum_over_batch_size", "mean", "sum"} or loss.config.get("ignore_class"):
        return "the loss is reduced in an unusual way"
    return ""


def _phase_trouble(phase: Phase) -> str:
    if isinstance(phase.x, tuple) or isinstance(phase.y, tuple):
        raise UnstackableError("the data are several arrays")
    if phase.compiled.several:
        raise UnstackableError("its losses are those of several outputs")
    if phase.x.ndim != 2 or phase.y.ndim != 2:
        return "the data are not rows of numbers"
    return ""


def _callback_trouble(phase: Phase, chain: DenseChain, *, last: bool) -> str:
    """Only one EarlyStopping on the loss is stacked, and nothing may come after it."""
    if not phase.callbacks:
        return ""
    plain = not phase.compiled.optimizer.config.get("use_ema") and not any(
        where.regularizer for where in chain.slices
    )
    stackable = len(phase.callbacks) == 1 and read_early_stopping(phase.callbacks[0]) is not None
    if stackable and plain and last and not phase.rates and not phase.validation_split:
        return ""
    return f"the callback {phase.callbacks[0].name} steers each one"
