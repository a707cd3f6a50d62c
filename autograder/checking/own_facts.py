"""What a student built, in one sentence, for a check that fails without saying why.

Only facts of the student's own work: never what the check would have liked to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from autograder.checks.measures import (
    close,
    decimals_kept,
    flat,
    is_rounded,
    parameters,
    statistics,
)
from autograder.records import NO_TEXT, Text, joined, say

_QUIET: Final = {"InputLayer", "Dropout", "Flatten", "Identity", "GaussianNoise"}
_MOST_LAYERS = 12
_MOST_RUNS: Final = 24


def network(name: str, model: Any) -> Text:
    """Widths, activations and parameters of a model, and what is unusual about it."""
    count = parameters(model)
    row = _row(model)
    if row:
        text = say(
            "`{name}`{name:은/는} {row}이고 파라미터는 모두 {count}개입니다.",
            "`{name}` is {row}, with {count} parameters in all.",
            name=name,
            row=row,
            count=count,
        )
    else:
        text = say(
            "`{name}`의 파라미터는 모두 {count}개입니다.",
            "`{name}` has {count} parameters in all.",
            name=name,
            count=count,
        )
    if kept := statistics(model):
        uncounted = say(
            "학습으로 바뀌지 않는 수 {kept}개(평균과 분산)는 세지 않았습니다.",
            "The {kept} numbers that training does not change (means, variances) do not count.",
            kept=kept,
        )
        text = joined(text, uncounted)
    return joined(text, *_remarks(model))


def trainings(epochs: Sequence[int]) -> Text:
    """How many trainings there are, and of how many epochs each."""
    if not epochs:
        return Text("기록된 학습이 없습니다.", "No training is recorded.")
    listed = ", ".join(map(str, epochs[:_MOST_RUNS])) + (", …" if len(epochs) > _MOST_RUNS else "")
    return say(
        "기록된 학습은 {count}번이며, 에포크는 차례로 {listed}입니다.",
        "Recorded trainings: {count}; the epochs of each, in order: {listed}.",
        count=len(epochs),
        listed=listed,
    )


def refused_input(name: str, model: Any, shape: tuple[int, ...]) -> Text:
    """That a model does not take the rows of the task, an array of this shape."""
    count, columns = len(getattr(model, "inputs", None) or []), shape[-1]
    if count > 1:
        return say(
            "`{name}`의 입력이 {count}개로 나뉘어 있습니다. 이 과제의 모델은 {columns}열인 "
            "배열 하나를 받아야 합니다: `keras.Input(shape=({columns},))`.",
            "`{name}` has {count} separate inputs. Here a model takes one array of {columns} "
            "columns: `keras.Input(shape=({columns},))`.",
            name=name,
            count=count,
            columns=columns,
        )
    return say(
        "`{name}`에 모양 {shape}의 입력을 넣을 수 없습니다. 입력의 모양을 확인하십시오.",
        "`{name}` does not take an input of shape {shape}. Look at the shape of its input.",
        name=name,
        shape=str(shape),
    )


def refused_inputs(name: str, model: Any, shapes: Sequence[tuple[int, ...]]) -> Text:
    """That a model does not take what a model of this task is given: arrays of these shapes."""
    own = [tuple(tensor.shape) for tensor in getattr(model, "inputs", None) or []]
    if len(shapes) == 1 or not own:
        return refused_input(name, model, shapes[0])
    return say(
        "`{name}`{name:은/는} {own}{own:을/를} 받습니다. 이 과제의 모델은 {asked}{asked:을/를} "
        "받아야 합니다.",
        "`{name}` takes {own}. In this assignment it takes {asked}.",
        name=name,
        own=_inputs(own),
        asked=_inputs([(None, *shape[1:]) for shape in shapes]),
    )


def _inputs(shapes: Sequence[tuple[int | None, ...]]) -> Text:
    """So many inputs, of these shapes."""
    listed = ", ".join(map(str, shapes))
    if len(shapes) == 1:
        return say("입력 1개(모양 {listed})", "1 input, of the shape {listed}", listed=listed)
    return say(
        "입력 {count}개(모양은 차례로 {listed})",
        "{count} inputs, of the shapes {listed}",
        count=len(shapes),
        listed=listed,
    )


def other_outputs(name: str, own: int, asked: int) -> Text:
    """That a model has another number of outputs than a model of this task."""
    return say(
        "`{name}`의 출력은 {own}개입니다. 이 과제의 모델은 출력이 {asked}개입니다.",
        "`{name}` has {own_outputs}. Here a model has {asked_outputs}.",
        name=name,
        own=own,
        asked=asked,
        own_outputs=_outputs(own),
        asked_outputs=_outputs(asked),
    )


def _outputs(count: int) -> Text:
    if count == 1:
        return Text("출력 1개", "1 output")
    return say("출력 {count}개", "{count} outputs", count=count)


def prediction(name: str, given: Any, own: Any) -> Text:
    """How numbers handed in, an array, come from those that the model gives (``own``), if they do.

    NO_TEXT where that can't be seen.
    """
    found, outputs = flat(given), flat(own)
    if found.size != outputs.size:
        return NO_TEXT
    if is_rounded(found):
        return say(
            "`{name}`에 0과 1만 있습니다. 반올림하지 않은 값을 그대로 두십시오.",
            "`{name}` holds only 0 and 1. Leave the values as they are, not rounded.",
            name=name,
        )
    if (kept := decimals_kept(found, outputs)) is not None:
        decimals = say("{kept}자리", "{kept} decimals", kept=kept)
        if kept == 1:
            decimals = Text("1자리", "1 decimal")
        return say(
            "`{name}`의 값이 소수점 아래 {decimals}{decimals:으로/로} 반올림되어 있습니다. "
            "`model.predict(…)`의 결과를 반올림하지 말고 그대로 두십시오.",
            "The numbers of `{name}` are rounded to {decimals}. Leave them as `model.predict(…)` "
            "returns them.",
            name=name,
            decimals=decimals,
        )
    if close(np.sort(found), np.sort(outputs)):
        return say(
            "`{name}`에 모델의 예측값이 모두 있지만 순서가 다릅니다. 시험 표의 순서대로 두십시오.",
            "`{name}` holds what the model predicts, in another order. Keep the order of the "
            "test table.",
            name=name,
        )
    return NO_TEXT


def shape(name: str, array: Any) -> Text:
    """The shape of an array, and the mistake that usually leads to it."""
    found = tuple(np.shape(array))
    text = say(
        "`{name}`의 모양은 `{found}`입니다.",
        "`{name}` has the shape `{found}`.",
        name=name,
        found=str(found),
    )
    if len(found) == 1:
        return joined(
            text,
            Text(
                "행과 열이 있는 배열이 아니라 한 줄입니다. `flatten`이나 `[:, 0]`을 빼십시오.",
                "It is one row without columns: leave out `flatten` or `[:, 0]`.",
            ),
        )
    return text


def _row(model: Any) -> str:
    """``2 → 3 (tanh) → 1 (sigmoid)``; '' where it is no plain row of layers."""
    parts: list[str] = []
    inputs: Any = getattr(model, "inputs", None) or []
    if len(inputs) != 1 or len(inputs[0].shape) != 2:
        return ""
    parts.append(str(inputs[0].shape[-1]))
    for layer in list(getattr(model, "layers", ()))[:_MOST_LAYERS]:
        kind = type(layer).__name__
        if kind == "Dense":
            activation = getattr(layer.activation, "__name__", "linear")
            shown = activation != "linear" or layer is model.layers[-1]
            parts.append(f"{layer.units}" + (f" ({activation})" if shown else ""))
        elif kind not in _QUIET:
            name = getattr(getattr(layer, "activation", None), "__name__", "") or kind
            parts.append(name if kind == "Activation" else kind)
    return " → ".join(parts)


def _remarks(model: Any) -> list[Text]:
    """What adds to the number of parameters, or takes from it, without being a node."""
    said = []
    for layer in getattr(model, "layers", ()):
        kind = type(layer).__name__
        count = sum(int(np.prod(weight.shape)) for weight in layer.weights) - statistics(layer)
        if kind == "PReLU" and count:
            said.append(_of_prelu(count))
        elif kind in {"BatchNormalization", "LayerNormalization"} and count:
            said.append(_of_normalization(kind, count))
        elif kind == "Dense" and not layer.use_bias:
            said.append(_NO_BIAS)
        elif kind == "Dense" and layer.units == 2 and layer is model.layers[-1]:
            activation = getattr(layer.activation, "__name__", "")
            said += [_TWO_CLASSES] if activation == "softmax" else []
    return list(dict.fromkeys(one for one in said if one != NO_TEXT))


def _of_prelu(count: int) -> Text:
    return say(
        "그중 {count}개는 PReLU의 것입니다. PReLU는 노드마다 학습되는 수를 하나씩 더합니다. "
        "파라미터를 세는 과제에서는 `relu`나 `tanh`처럼 수가 없는 활성화 함수를 쓰십시오.",
        "{count} of them are PReLU's, which adds a trained number for each node: where "
        "parameters are counted, use an activation without any, such as `relu` or `tanh`.",
        count=count,
    )


def _of_normalization(kind: str, count: int) -> Text:
    return say(
        "그중 {count}개는 {kind} 층의 것입니다. 이 층은 입력되는 열마다 배율과 이동값을 "
        "배웁니다. 파라미터를 세는 과제에서는 `center=False, scale=False`를 쓰거나 이 층을 "
        "빼십시오.",
        "{count} of them belong to {kind}, which learns a scale and a shift for each column: "
        "where parameters are counted, write `center=False, scale=False`, or leave the layer "
        "out.",
        count=count,
        kind=kind,
    )


_NO_BIAS = Text(
    "편향이 없는 층(`use_bias=False`)이 있습니다.", "One layer has no bias (`use_bias=False`)."
)
_TWO_CLASSES = Text(
    "출력이 softmax 노드 두 개입니다. 두 클래스를 그렇게 나눌 수도 있지만, 이 과제의 출력은 "
    "sigmoid를 지난 확률 하나입니다.",
    "The output is two softmax nodes. Two classes can be told apart like that, but here the output "
    "is one probability, from a single sigmoid node.",
)
