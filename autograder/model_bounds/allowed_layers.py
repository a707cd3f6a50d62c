"""What a model may be made of to be rebuilt: an allow-list of Keras' own layers, and its bounds.

A description is the JSON of ``keras.saving.serialize_keras_object(model)``. The trusted side holds
a hostile one against the list before it builds anything; the student's side asks the same question
in order to be asked for predictions where the answer is no. Keras is not imported here.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final

from autograder.model_bounds import graph_size
from autograder.records import Text, say
from autograder.util.activations import ACTIVATIONS
from autograder.util.json_bounds import check_bounds

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
# Functions of keras.ops that change each number by itself, as activations.
ELEMENTWISE_FUNCTIONS = (
    "abs", "arctan", "arcsinh", "cos", "cosh", "erf", "exp", "expm1", "negative", "sin", "sinh",
    "square", "tan",
)  # fmt: skip
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


OWN_LAYERS: Final = Text(
    ko="Input(shape=...)을 넣고 Keras 기본 층만 쓰면 확인할 수 있습니다.",
    en="Give it an Input(shape=...) and use Keras' own layers.",
)
SMALLER: Final = Text(
    ko="이 과제에는 훨씬 작은 모델이면 충분합니다. 층과 노드, 반복 횟수를 줄이십시오.",
    en="A far smaller model does for this assignment: use fewer layers, nodes and steps.",
)


class CannotRebuildError(ValueError):
    """The description isn't one of a model that may be rebuilt.

    ``reason`` says why and ``advice`` what to do about it, both for the student.
    """

    def __init__(self, reason: Text, advice: Text = OWN_LAYERS) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.advice = advice


def _unreadable() -> CannotRebuildError:
    return CannotRebuildError(Text("읽을 수 없는 구조", "its description can't be read"))


def _code(name: str) -> CannotRebuildError:
    return CannotRebuildError(
        say("직접 작성한 코드 `{name}`", "it contains a `{name}`, which is code", name=name[:60])
    )


def _not_listed(name: str) -> CannotRebuildError:
    return CannotRebuildError(
        say(
            "확인할 수 있는 층의 목록에 없는 `{name}`",
            "it contains `{name}`, which is not on the list of layers",
            name=name[:80],
        )
    )


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
        raise _unreadable() from error
    if not isinstance(config, dict):
        raise _unreadable()
    return config


def _inspect(config: dict[str, Any]) -> None:
    """Every object in the description must be of a listed class; its size is bounded."""
    if config.get("class_name") not in _MODELS:
        raise CannotRebuildError(
            Text(
                "Sequential이나 Functional 모델이 아님",
                "it is not a Sequential or Functional model",
            )
        )
    seen = layers = 0
    stack: list[tuple[Any, int, bool]] = [(config, 0, True)]
    while stack:
        item, depth, _ = stack.pop()
        seen += 1
        if seen > _MOST_NODES or depth > _MOST_DEPTH:
            raise CannotRebuildError(Text("너무 큼", "it is too large"), SMALLER)
        if isinstance(item, dict):
            item.pop("compile_config", None)  # losses and optimizers are not rebuilt here
            if "class_name" in item:
                layers += _admit(item)
                if layers > _MOST_LAYERS:
                    raise CannotRebuildError(
                        Text("층이 너무 많음", "it has too many layers"), SMALLER
                    )
            _check_activations(item)
            stack += [(value, depth + 1, False) for value in item.values()]
        elif isinstance(item, list):
            stack += [(value, depth + 1, False) for value in item]
        elif isinstance(item, int | float) and not isinstance(item, bool):
            _bound(item)
    if graph_size.of_description(config, lambda item: _admit(item) == 1) > graph_size.MOST:
        raise too_many_operations()


def too_many_operations() -> CannotRebuildError:
    """It would take minutes to build and trace."""
    return CannotRebuildError(
        Text(
            "층과 반복을 펼친 연산이 너무 많음",
            "its layers and unrolled steps come to too many operations",
        ),
        SMALLER,
    )


def _check_activations(item: dict[str, Any]) -> None:
    """An activation must be one of Keras' own by name, or an object, which is looked at itself."""
    for key in ("activation", "recurrent_activation"):
        given = item.get(key)
        if isinstance(given, str) and given not in ACTIVATIONS:
            raise CannotRebuildError(
                say(
                    "Keras에 없는 활성화 함수 `{given}`",
                    "it contains the activation `{given}`, which is not Keras' own",
                    given=given[:60],
                )
            )
        if isinstance(given, dict) and "class_name" not in given:  # a lambda's bytes
            raise _code("activation")


def _bound(number: float) -> None:
    if isinstance(number, int) and abs(number) > 2**63:
        raise CannotRebuildError(
            say(
                "{number}: 너무 큰 수",
                "the number {number} in it is absurd",
                number=str(number)[:20],
            ),
            SMALLER,
        )
    if isinstance(number, float) and not math.isfinite(number):
        raise CannotRebuildError(Text("무한대나 NaN인 수", "a number in it is not finite"))


def _is_elementwise(item: dict[str, Any]) -> bool:
    return item["class_name"] == "function" and item.get("config") in ELEMENTWISE_FUNCTIONS


def _is_rule(name: str, module: str | None) -> bool:
    """Whether it is an initialiser, a regularizer or a constraint of Keras' own."""
    if name in _INITIALIZERS:
        return module in {"keras.initializers", None}
    return name in _RULES and module in {"keras.regularizers", "keras.constraints", None}


def _admit(item: dict[str, Any]) -> int:
    """1 if the object is a layer, 0 if it is something else that is allowed."""
    name, module = item["class_name"], item.get("module")
    if _is_elementwise(item):
        return 0
    if not isinstance(name, str) or not (module is None or isinstance(module, str)):
        raise _unreadable()
    if item.get("registered_name") and ">" in str(item["registered_name"]):
        raise _not_listed(name)
    if name in {"__lambda__", "function", "__typespec__", "__tensor__", "Lambda"}:
        raise _code(name)
    # Some operations are called as some layers are: it is the module that tells them apart.
    if module is not None and module.startswith("keras.src.ops.") and name in _OPERATIONS:
        return 1
    if name in _MODELS or name in _LAYERS:
        if module not in _MODULES:
            raise _not_listed(f"{module}.{name}")
        return 1
    if name in {"__keras_tensor__", "DTypePolicy", "__slice__", "__tuple__", "__ellipsis__"}:
        return 0
    if _is_rule(name, module):
        return 0
    raise _not_listed(name)
