"""Rebuilds a Keras model from its description, from an allow-list of Keras' own layers.

The description is hostile: every class in it is looked up in the list, every number is
bounded before anything is built, and nothing is ever imported by a name it gives.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from typing import Any

import keras

from autograder.evidence import ModelEvidence, unpack_array
from autograder.hostile_json import check_bounds

_MODELS = {"Sequential", "Functional", "Model"}
_LAYERS = {
    "InputLayer", "Dense", "Activation", "Dropout", "Flatten", "Reshape", "Permute", "RepeatVector",
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization",
    "GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout1D", "SpatialDropout2D",
    "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Identity", "Masking", "Embedding",
    "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D",
    "DepthwiseConv2D", "Conv1DTranspose", "Conv2DTranspose", "MaxPooling1D", "MaxPooling2D",
    "AveragePooling1D", "AveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "ZeroPadding1D", "ZeroPadding2D",
    "Cropping1D", "Cropping2D", "UpSampling1D", "UpSampling2D",
    "SimpleRNN", "LSTM", "GRU", "SimpleRNNCell", "LSTMCell", "GRUCell", "Bidirectional",
    "TimeDistributed", "RNN", "Attention", "MultiHeadAttention", "AdditiveAttention",
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot",
    "Rescaling", "Normalization",
}  # fmt: skip
_MODULES = {
    "keras", "keras.layers", "keras.models", "keras.initializers", "keras.regularizers",
    "keras.constraints", "keras.activations", "keras.src.models.functional",
    "keras.src.models.sequential", "builtins", None,
}  # fmt: skip
_OPERATIONS = {  # keras.ops that a traced or functional model may contain, as layers
    "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Matmul", "Relu", "Sigmoid", "Tanh",
    "Softmax",
    "Concatenate", "Reshape", "Squeeze", "ExpandDims", "Negative", "Square", "Exp", "Log",
}  # fmt: skip
_MOST_NODES = 20_000  # dicts and lists in a description
_MOST_LAYERS = 300
_MOST_DEPTH = 40
_LARGEST_NUMBER = 2**24
_INITIALIZERS = {
    "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal",
    "RandomUniform", "RandomNormal", "TruncatedNormal", "VarianceScaling", "Orthogonal",
    "OrthogonalInitializer", "Identity", "IdentityInitializer", "Zeros", "Ones", "Constant",
}  # fmt: skip
_RULES = {
    "L1", "L2", "L1L2", "OrthogonalRegularizer", "MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm",
}  # fmt: skip
_PRECISIONS = {
    "float16", "float32", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16", "int32",
    "int64", "bool", "uint8",
}  # fmt: skip


class CannotRebuildError(ValueError):
    """The description isn't one of a model that may be rebuilt; the message says why."""


def rebuild(evidence: ModelEvidence) -> Any:
    """A Keras model with the student's architecture and weights, not compiled.

    Raises:
        CannotRebuildError: a layer outside the list, absurd sizes, or weights that don't fit.
    """
    config = _parse(evidence.config)
    _inspect(config)
    weights = [unpack_array(array) for array in evidence.weights]
    largest = max((max(array.shape, default=1) for array in weights), default=1)
    _bound_sizes(config, max(largest, 4096))
    try:
        with _only_weights_of(sum(array.size for array in weights)):
            model = keras.saving.deserialize_keras_object(config, safe_mode=True)
    except CannotRebuildError:
        raise
    except Exception as error:
        raise CannotRebuildError(f"Keras refuses it: {type(error).__name__}") from error
    if not isinstance(model, keras.Model):
        raise CannotRebuildError("it is not a model")
    if not model.built:
        raise CannotRebuildError("it was never built")
    _set_weights(model, weights)
    _bound_outputs(model)
    return model


@contextlib.contextmanager
def _only_weights_of(total: int) -> Iterator[None]:
    """While a model is built, refuse to make more numbers than came as weights.

    Asked before each weight is made, whatever layer wants it: so nothing large is ever built.
    """
    original = keras.layers.Layer.add_weight
    left = total

    def add_weight(self: Any, shape: Any = None, *args: Any, **kwargs: Any) -> Any:
        nonlocal left
        sizes = (shape,) if isinstance(shape, int) else tuple(shape or ())
        left -= math.prod(int(size) for size in sizes)
        if left < 0:
            raise CannotRebuildError("its layers need more weights than came with it")
        return original(self, shape, *args, **kwargs)

    keras.layers.Layer.add_weight = add_weight
    try:
        yield
    finally:
        keras.layers.Layer.add_weight = original


def _bound_outputs(model: Any) -> None:
    """No layer may give more numbers for one example than a prediction can hold."""
    for operation in getattr(model, "operations", model.layers):
        outputs = getattr(operation, "output", None)
        for output in outputs if isinstance(outputs, list | tuple) else [outputs]:
            shape = getattr(output, "shape", ())
            if math.prod(size for size in shape[1:] if size) > _LARGEST_NUMBER:
                raise CannotRebuildError("the output of one of its layers is absurdly large")


def _parse(text: str) -> dict[str, Any]:
    try:
        check_bounds(text.encode(), items=2 * _MOST_NODES)
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CannotRebuildError("it is not JSON") from error
    if not isinstance(config, dict):
        raise CannotRebuildError("it is not a description of a model")
    return config


def _inspect(config: dict[str, Any]) -> None:
    """Every object in the description must be of a listed class; its size is bounded."""
    if config.get("class_name") not in _MODELS:
        raise CannotRebuildError("it is not a Sequential or Functional model")
    seen = layers = 0
    stack: list[tuple[Any, int, bool]] = [(config, 0, True)]
    while stack:
        item, depth, _ = stack.pop()
        seen += 1
        if seen > _MOST_NODES or depth > _MOST_DEPTH:
            raise CannotRebuildError("its description is too large")
        if isinstance(item, dict):
            item.pop("compile_config", None)  # losses and optimizers are not rebuilt here
            if "class_name" in item:
                layers += _admit(item)
                if layers > _MOST_LAYERS:
                    raise CannotRebuildError("it has too many layers")
            stack += [(value, depth + 1, False) for value in item.values()]
        elif isinstance(item, list):
            stack += [(value, depth + 1, False) for value in item]
        elif isinstance(item, int | float) and not isinstance(item, bool):
            _bound(item)


def _bound(number: float) -> None:
    if isinstance(number, int) and abs(number) > 2**63:
        raise CannotRebuildError(f"the number {str(number)[:20]} in it is absurd")
    if isinstance(number, float) and not math.isfinite(number):
        raise CannotRebuildError("a number in it is not finite")


def _admit(item: dict[str, Any]) -> int:
    """1 if the object is a layer, 0 if it is something else that is allowed."""
    name, module = item["class_name"], item.get("module")
    if not isinstance(name, str) or not (module is None or isinstance(module, str)):
        raise CannotRebuildError("an object in it has no proper name")
    if item.get("registered_name") and ">" in str(item["registered_name"]):
        raise CannotRebuildError(f"it contains the custom object `{name[:60]}`")
    if name in {"__lambda__", "function", "__typespec__", "__tensor__", "Lambda"}:
        raise CannotRebuildError(f"it contains a `{name}`, which is code")
    if name in _MODELS or name in _LAYERS:
        if module not in _MODULES:
            raise CannotRebuildError(f"it contains `{name}` of `{module}`")
        return 1
    if module is not None and module.startswith("keras.src.ops") and name in _OPERATIONS:
        return 1
    if name in {"__keras_tensor__", "DTypePolicy", "slice", "__tuple__", "__ellipsis__"}:
        return 0
    if name in _INITIALIZERS and module in {"keras.initializers", None}:
        return 0
    if name in _RULES and module in {"keras.regularizers", "keras.constraints", None}:
        return 0
    raise CannotRebuildError(f"it contains `{str(name)[:60]}`, which is not on the list of layers")


_SIZES = (
    "size",
    "pool_size",
    "strides",
    "kernel_size",
    "padding",
    "depth_multiplier",
    "units",
    "filters",
    "output_dim",
    "n",
    "num_heads",
    "key_dim",
    "value_dim",
    "input_dim",
)


def _bound_sizes(config: Any, largest: int) -> None:
    """A layer can't be wider than the widest weight that came with it: so nothing huge is built."""
    stack = [config]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            for key in _SIZES:
                value = item.get(key)
                if isinstance(value, int) and value > largest:
                    raise CannotRebuildError(f"{key} = {str(value)[:20]} is absurd")
            if item.get("stateful") or item.get("quantization_config"):
                raise CannotRebuildError("it keeps a state or is quantised")
            precision = item.get("dtype")
            if isinstance(precision, str) and precision not in _PRECISIONS:
                raise CannotRebuildError(f"the precision {precision[:40]!r} is not on the list")
            stack += list(item.values())
        elif isinstance(item, list):
            stack += item
            sizes = [size for size in item if isinstance(size, int) and not isinstance(size, bool)]
            if math.prod(size for size in sizes if size > 0) > _LARGEST_NUMBER:
                raise CannotRebuildError("a shape in it is absurd")


def _set_weights(model: Any, weights: list[Any]) -> None:
    expected = [tuple(weight.shape) for weight in model.weights]
    if expected != [array.shape for array in weights]:
        raise CannotRebuildError("its weights don't fit its layers")
    model.set_weights(weights)
