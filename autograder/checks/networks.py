"""Standard checks of how a model is built."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from autograder.checks import measures, mutants
from autograder.checks.arguments import Inputs, Layers, ModelName, Shape
from autograder.checks.definition import check
from autograder.checks.measures import (
    ends_in_sigmoid,
    hidden_widths,
    layers_are_known,
    output_activation,
    widths,
)
from autograder.checks.wording import Words
from autograder.records import Text, say

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork

_COUNTS: Final = (
    Text("없음", "no"),
    Text("하나", "one"),
    Text("두 개", "two"),
    Text("세 개", "three"),
    Text("네 개", "four"),
    Text("다섯 개", "five"),
)


def _count(number: int) -> Text:
    return _COUNTS[number] if number < len(_COUNTS) else say("{n}개", "{n}", n=number)


def _hidden_layers(number: int) -> Text:
    if number == 1:
        return Text("하나", "one hidden layer")
    return say("{count}", "{count} hidden layers", count=_count(number))


def _output_nodes(number: int) -> Text:
    if number == 1:
        return Text("하나", "one output node")
    return say("{count}", "{count} output nodes", count=_count(number))


def _nodes(number: int) -> Text:
    if number == 1:
        return Text("하나", "one node")
    return say("{count}", "{count} nodes", count=_count(number))


def _counted(given: Any) -> Words:
    if len(given.layers) == 2:
        return {"counted": Text("파라미터 개수", "the right number of parameters")}
    return {
        "counted": Text(
            "은닉층의 노드 수와 전체 파라미터 개수",
            "the right number of hidden nodes, and of parameters in all",
        )
    }


_RANGES: Final = {"relu": (0, np.inf), "relu6": (0, 6), "softplus": (0, np.inf), "tanh": (-1, 1)}
_UNNAMED: Final = ("", "divide", "truedivide")  # what is not known, or written as a formula


@check(
    ko="{model}의 {counted:가} 맞습니다.",
    en="{model} has {counted}.",
    hint_ko="`{model:raw}.summary()`에서 층마다 노드의 수와, 가중치와 편향의 개수를 확인해 "
    "보십시오.",
    hint_en="In `{model:raw}.summary()`, look at the nodes of each layer, and at its weights and "
    "biases.",
    visible=True,
    words=_counted,
    mutants=(mutants.NODE_MORE, mutants.NO_BIAS, mutants.LAYER_MORE, mutants.LAYER_LESS),
)
def parameters(student: StudentWork, model: ModelName, layers: Layers) -> None:
    """The numbers that training finds are as many as in a chain of dense layers of these sizes.

    The hidden layers have these widths, too: 4 nodes without biases have as many parameters as 3
    nodes with them. How many layers follow is another check's matter.
    """
    network = student.model(model)
    hidden = tuple(layers[1:-1])
    right = measures.parameters(network) == _parameters_of(layers)
    right = right and hidden_widths(network)[-len(hidden) :] == hidden if hidden else right
    assert right or student.tell_network(model)


def _parameters_of(layers: Layers) -> int:
    """Weights and biases of a chain of dense layers."""
    return sum((before + 1) * nodes for before, nodes in itertools.pairwise(layers))


def _built(given: Any) -> Words:
    hidden, outputs = len(given.layers) - 2, given.layers[-1]
    output = _output_nodes(outputs)
    if hidden:
        built = say(
            "은닉층 {hidden}{hidden:과/와} 출력 노드 {output}",
            "{hidden}, then {output}",
            hidden=_hidden_layers(hidden),
            output=output,
        )
    else:
        built = say(
            "은닉층 없이 출력 노드 {output}", "{output}, without a hidden layer", output=output
        )
    last = _nodes(outputs)
    return {"built": built, "weighted": hidden + 1, "outputs": outputs, "last": last}


@check(
    ko="{model:은} {built:로} 되어 있습니다.",
    en="{model} is {built}.",
    hint_ko="`{model:raw}.summary()`에서 가중치가 있는 층을 세어 보십시오. 모두 {weighted}개이고, "
    "마지막 층의 노드는 {outputs}개입니다. 층을 건너뛰는 길은 없습니다.",
    hint_en="Count the layers with weights in `{model:raw}.summary()`: there should be {weighted}, "
    "the last one with {last}, and no path around any of them.",
    visible=True,
    words=_built,
    mutants=(mutants.LAYER_MORE, mutants.LAYER_LESS),
)
def layers(student: StudentWork, model: ModelName, layers: Layers) -> None:
    """After as many hidden layers there is one output layer of this size, and nothing goes around.

    The widths of the hidden layers are the matter of ``parameters``.
    """
    in_a_row = student.in_a_row(model)  # first, so that its words are said in any case
    hidden, outputs = len(layers) - 2, layers[-1]
    assert widths(student.model(model))[hidden:] == (outputs,) or student.tell_network(model)
    assert in_a_row


@check(
    ko="{model}의 출력은 한 줄마다 모양이 `{shape}`입니다.",
    en="The output of {model} has the shape `{shape}` for each row.",
    hint_ko="`{model:raw}.output_shape`를 보십시오. 첫 번째 축은 줄의 수이므로 세지 않습니다.",
    hint_en="See `{model:raw}.output_shape`; its first axis counts the rows.",
    visible=True,
    mutants=(mutants.RESHAPED,),
)
def output_shape(student: StudentWork, model: ModelName, table: Inputs, shape: Shape) -> None:
    """For each row of the table the model gives an output of this shape."""
    outputs = student.predict(model, table.x, outputs=1)
    assert tuple(outputs.shape) == (len(table.x), *shape) or student.tell_network(model)


@check(
    ko="{model}의 출력은 {activation:raw} 함수를 지난 값입니다.",
    en="The output of {model} has gone through {activation}.",
    hint_ko="출력층의 활성화 함수를 확인해 보십시오. 아무것도 적지 않으면 선형 출력이 됩니다.",
    hint_en="Look at the activation of the output layer. Without one, the output is linear.",
    visible=True,
    mutants=(mutants.OTHER_OUTPUT,),
)
def activation(student: StudentWork, model: ModelName, table: Inputs, activation: str) -> None:
    """The last activation has this name in Keras; a sigmoid or softmax counts as formula, too.

    A model whose layers can't be read is judged by what it gives for the table: where that does
    not rule the activation out, a person decides.
    """
    outputs = student.predict(model, table.x, outputs=1)
    network = student.model(model)
    if activation == "sigmoid":
        right = ends_in_sigmoid(network, table.x, outputs)
    else:
        name = output_activation(network)
        right = _plain(name) == _plain(activation) or (
            name in _UNNAMED and activation == "softmax" and _are_distributions(outputs)
        )
    if not right and not layers_are_known(network) and _may_end_in(activation, outputs):
        student.leave_open(
            say(
                "`{name}`의 층을 읽을 수 없어, 출력의 활성화 함수를 여기서 확인하지 못했습니다. "
                "선생님이 확인한 뒤 점수를 줍니다.",
                "The layers of `{name}` can't be read, so that the activation of its output could "
                "not be checked here. Your teacher will look at this and give the points.",
                name=model,
            ),
            f"{model}: whether its output has gone through {activation} can't be read off its "
            "layers, which are code of the student's own: see the notebook",
        )
    assert right or student.tell_network(model)


def _may_end_in(activation: str, outputs: np.ndarray[Any, Any]) -> bool:
    """Whether numbers don't rule an activation out, of those that have their own check or none."""
    if activation in {"sigmoid", "softmax"}:  # outputs that may have been one count already
        return False
    lowest, highest = _RANGES.get(_plain(activation), (-np.inf, np.inf))
    return bool(np.all((outputs >= lowest) & (outputs <= highest)))


def _plain(name: str) -> str:
    """A name such that ``LeakyReLU`` is ``leaky_relu``."""
    return name.replace("_", "").casefold()


def _are_distributions(outputs: np.ndarray[Any, Any]) -> bool:
    """Whether each row, shape (rows, classes), is of numbers above 0 that sum to 1."""
    rows = np.asarray(outputs, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] < 2:
        return False
    return bool(np.all(rows > 0) and np.allclose(rows.sum(axis=1), 1, atol=1e-4))
