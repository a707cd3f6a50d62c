"""What a model may be made of to be rebuilt: an allow-list of Keras' own layers, and its bounds.

A description is the JSON of ``keras.saving.serialize_keras_object(model)``. The trusted side holds
a hostile one against the list before it builds anything; the student's side asks the same question
in order to be asked for predictions where the answer is no. Keras is not imported here.
"""

from __future__ import annotations

import json
import math
from typing import Any

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
    # What Python's operators and brackets become on symbolic tensors, and the like.
    "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Mod", "Power", "Negative", "Matmul",
    "Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr",
    "LogicalXor", "LogicalNot", "Where", "Cast", "GetItem",
    # Each number by itself.
    "Sin", "Cos", "Tan", "Arctan", "Abs", "Absolute", "Sign", "Sqrt", "Square", "Exp", "Log", "Erf",
    "Floor", "Ceil", "Round", "Clip", "Relu", "LeakyRelu", "Elu", "Gelu", "Silu", "Softplus",
    "Sigmoid", "Tanh", "Softmax", "ZerosLike", "OnesLike",
    # Several into one, and other shapes.
    "Maximum", "Minimum", "Sum", "Mean", "Max", "Min", "Prod", "Concatenate", "Stack",
    "Reshape", "Squeeze", "ExpandDims", "Transpose", "Swapaxes", "Flip",
}  # fmt: skip
_ACTIVATIONS = {
    "relu", "leaky_relu", "relu6", "softmax", "celu", "elu", "selu", "softplus", "softsign",
    "squareplus", "soft_shrink", "sparse_plus", "silu", "swish", "gelu", "glu", "tanh",
    "tanh_shrink", "threshold", "sigmoid", "exponential", "hard_sigmoid", "hard_silu",
    "hard_swish", "hard_tanh", "hard_shrink", "linear", "mish", "log_softmax", "log_sigmoid",
    "sparsemax", "sparse_sigmoid",
}  # fmt: skip
_MOST_NODES = 20_000  # dicts and lists in a description
_MOST_LAYERS = 300
_MOST_DEPTH = 40
_INITIALIZERS = {
    "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal",
    "RandomUniform", "RandomNormal", "TruncatedNormal", "VarianceScaling", "Orthogonal",
    "OrthogonalInitializer", "Identity", "IdentityInitializer", "Zeros", "Ones", "Constant",
}  # fmt: skip
_RULES = {
    "L1", "L2", "L1L2", "OrthogonalRegularizer", "MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm",
}  # fmt: skip


class CannotRebuildError(ValueError):
    """The description isn't one of a model that may be rebuilt; the message says why."""


def read(text: str) -> dict[str, Any]:
    """The description of a model of which every part is on the list.

    Raises:
        CannotRebuildError: something in it isn't, or it is absurd; the message says what.
    """
    config = _parse(text)
    _inspect(config)
    return config


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
            _check_activations(item)
            stack += [(value, depth + 1, False) for value in item.values()]
        elif isinstance(item, list):
            stack += [(value, depth + 1, False) for value in item]
        elif isinstance(item, int | float) and not isinstance(item, bool):
            _bound(item)


def _check_activations(item: dict[str, Any]) -> None:
    """An activation must be one of Keras' own by name, or an object, which is looked at itself."""
    for key in ("activation", "recurrent_activation"):
        given = item.get(key)
        if isinstance(given, str) and given not in _ACTIVATIONS:
            raise CannotRebuildError(f"it contains the activation `{given[:60]}`, which is code")
        if isinstance(given, dict) and "class_name" not in given:  # a lambda's bytes
            raise CannotRebuildError("it contains an activation that is code")


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
    # Some operations are called as some layers are: it is the module that tells them apart.
    if module is not None and module.startswith("keras.src.ops.") and name in _OPERATIONS:
        return 1
    if name in _MODELS or name in _LAYERS:
        if module not in _MODULES:
            raise CannotRebuildError(f"it contains `{name}` of `{module}`")
        return 1
    if name in {"__keras_tensor__", "DTypePolicy", "__slice__", "__tuple__", "__ellipsis__"}:
        return 0
    if name in _INITIALIZERS and module in {"keras.initializers", None}:
        return 0
    if name in _RULES and module in {"keras.regularizers", "keras.constraints", None}:
        return 0
    raise CannotRebuildError(f"it contains `{str(name)[:60]}`, which is not on the list of layers")
