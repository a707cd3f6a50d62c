"""Why a run did not learn, as far as its record shows it: the most certain reason first.

Everything here is read off inert data; nothing is trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.evidence import FitEvidence, unpack_array
from autograder.records import NO_TEXT, Text, joined, say
from autograder.retraining.compile_config import Compiled, UnreadableError, read_compiled
from autograder.retraining.training_table import any_short_table
from autograder.util.rows import in_columns, one_number_a_row

Floats = NDArray[np.float64]

_PASS_ON: Final = {"InputLayer", "Dropout", "Flatten", "Identity", "GaussianNoise"}
_ON_THRESHOLD = 1e-3  # an output this close to the threshold decides nothing
_FALLING = 1e-4  # a loss that loses this part of itself at the end has not come to rest
_FLAT = 0.005  # a loss that loses less than this part of itself stands still
_JUMPS = 0.2  # part of the epochs in which a loss that jumps about rises
_STEEP = 1.5  # how many times its smallest value such a loss ends at
_SMALL_RATE, _LARGE_RATE = 1e-3, 1.0
_MOST_ROWS = 64  # of a table that is tried for a straight line
_ROUNDS = 2000


@dataclass(frozen=True, slots=True)
class Layer:
    """One Dense layer with the activation that follows it."""

    kernel: Floats  # (inputs, nodes)
    bias: Floats  # (nodes,)
    activation: str


def diagnose(model: Any, fits: Sequence[FitEvidence], outputs: Any, x: Any, y: Any) -> Text:
    """One sentence on why the run fell short; NO_TEXT where its record does not show it.

    Args:
        model: the handed-in model, or what is known of it.
        fits: its recorded training.
        outputs: its predictions for ``x``, shape (rows, outputs).
        x, y: the task, shapes (rows, features) and (rows,) or (rows, 1).
    """
    layers = read_layers(model)
    compiled = _compiled(fits)
    found = np.asarray(outputs, np.float64)
    for reason in (
        _linear(layers, x, y),
        _dead(layers, x),
        _unfit_output(layers, compiled, found),
        _exploded(fits, compiled, found),
        _flat(fits, compiled),
        any_short_table(fits, x, y),
    ):
        if reason != NO_TEXT:
            return reason
    return NO_TEXT


def diagnose_loss(model: Any, fits: Sequence[FitEvidence], outputs: Any, x: Any, y: Any) -> Text:
    """As ``diagnose``, where a loss has to fall and no straight line is asked for."""
    layers, compiled = read_layers(model), _compiled(fits)
    found = np.asarray(outputs, np.float64)
    for reason in (
        _unfit_output(layers, compiled, found),
        _exploded(fits, compiled, found),
        any_short_table(fits, x, y),
        _flat(fits, compiled),
    ):
        if reason != NO_TEXT:
            return reason
    return NO_TEXT


TRAIN_LONGER: Final = Text(
    "손실이 마지막 에포크에서도 줄어들고 있었습니다. 더 오래 학습시키거나 학습률을 키우거나 Adam을 "
    "써 보십시오.",
    "The loss was still falling in the last epoch: train longer, or try a larger learning rate or "
    "Adam.",
)


def still_falling(fits: Sequence[FitEvidence]) -> bool:
    """Whether the loss fell in the last tenth of the epochs, by more than it rounds."""
    known = [loss for loss in _losses(fits) if loss is not None]
    if len(known) < 2:
        return False
    earlier = known[min(int(len(known) * 0.9), len(known) - 2)]
    return earlier - known[-1] > _FALLING * abs(earlier)


# --- the network --------------------------------------------------------------------------


def read_layers(model: Any) -> tuple[Layer, ...]:
    """The Dense layers of a network that is a plain row of layers; none of any other."""
    found: list[Layer] = []
    for layer in getattr(model, "layers", None) or ():
        kind = type(layer).__name__
        if kind in _PASS_ON:
            continue
        if kind == "Dense" and layer.built:
            weights = [np.asarray(weight, np.float64) for weight in layer.get_weights()]
            bias = weights[1] if len(weights) > 1 else np.zeros(weights[0].shape[1])
            found.append(Layer(weights[0], bias, layer.activation.__name__))
        elif kind in {"Activation", "ReLU", "Softmax"} and found:
            name = layer.activation.__name__ if kind == "Activation" else kind.lower()
            if found[-1].activation != "linear":
                return ()
            found[-1] = Layer(found[-1].kernel, found[-1].bias, name)
        else:
            return ()
    pairs = pairwise(found)
    chained = all(one.kernel.shape[1] == other.kernel.shape[0] for one, other in pairs)
    return tuple(found) if chained else ()


def _linear(layers: Sequence[Layer], x: Any, y: Any) -> Text:
    hidden = layers[:-1]
    if not layers or any(layer.activation != "linear" for layer in hidden):
        return NO_TEXT
    if _one_line_parts(in_columns(x), np.asarray(y, np.float64)):
        return NO_TEXT
    if not hidden:
        return Text(
            "은닉층이 없는 신경망은 직선 하나로만 나눌 수 있어, 이 표를 배울 수 없습니다.",
            "A network without a hidden layer draws one straight line, and no straight line parts "
            "this table.",
        )
    return Text(
        "은닉층에 활성화 함수가 없습니다. 선형 은닉층은 신경망을 다시 직선 하나로 만들어, 아무리 "
        "오래 학습시켜도 이 표를 배울 수 없습니다. `Dense(…, activation='tanh')`처럼 적으십시오.",
        "The hidden layer has no activation: a linear hidden layer makes the network one straight "
        "line again, however long it is trained. Give it one, as in `Dense(…, activation='tanh')`.",
    )


def _one_line_parts(x: Floats, y: Floats) -> bool:
    """Whether one straight line gets every row right, found by the perceptron's rule.

    True as well where the table is too large to tell, or has more classes than a line parts.
    """
    labels = one_number_a_row(y)
    x = in_columns(x)
    if x.ndim != 2 or len(x) > _MOST_ROWS or labels.size != len(x) or len(np.unique(labels)) > 2:
        return True
    rows = np.column_stack([x, np.ones(len(x))])
    signs = np.where(labels > 0.5, 1.0, -1.0)
    line = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        wrong = signs * (rows @ line) <= 0
        if not wrong.any():
            return True
        first = int(np.argmax(wrong))
        line += signs[first] * rows[first]
    return False


def _dead(layers: Sequence[Layer], x: Any) -> Text:
    """Hidden ReLU nodes that give 0 to every row: their weights get no gradient any more."""
    values = in_columns(x)
    for layer in layers[:-1]:
        if values.ndim != 2 or values.shape[1] != layer.kernel.shape[0]:
            return NO_TEXT
        values = _activated(values @ layer.kernel + layer.bias, layer.activation)
        if layer.activation == "relu":
            dead, nodes = int(np.sum(np.all(values <= 0, axis=0))), values.shape[1]
            if dead == nodes or dead > nodes / 2:
                return _dead_nodes(dead, nodes)
    return NO_TEXT


def _dead_nodes(dead: int, nodes: int) -> Text:
    if dead == nodes:
        return say(
            "은닉층의 ReLU 노드 {nodes}개가 모두 모든 입력에 대해 0을 내놓습니다(죽은 ReLU). 그 "
            "노드는 더 배우지 못합니다. 다른 시드로 다시 학습시키거나, 학습률을 줄이거나, tanh를 "
            "써 보십시오.",
            "Of the {nodes} ReLU nodes of the hidden layer all give 0 to every row (dead ReLUs) "
            "and learn no more. Train again with another seed, use a smaller learning rate, or "
            "try tanh.",
            nodes=nodes,
        )
    return say(
        "은닉층의 ReLU 노드 {nodes}개 중 {dead}개가 모든 입력에 대해 0을 내놓습니다(죽은 ReLU). 그 "
        "노드는 더 배우지 못합니다. 다른 시드로 다시 학습시키거나, 학습률을 줄이거나, tanh를 써 "
        "보십시오.",
        "Of the {nodes} ReLU nodes of the hidden layer {dead} give 0 to every row (dead ReLUs) and "
        "learn no more. Train again with another seed, use a smaller learning rate, or try tanh.",
        nodes=nodes,
        dead=dead,
    )


def _activated(z: Floats, name: str) -> Floats:
    if name == "relu":
        return np.maximum(z, 0)
    if name == "tanh":
        return np.tanh(z)
    return np.asarray(0.5 * (1 + np.tanh(z / 2))) if name == "sigmoid" else z


# --- loss and output ----------------------------------------------------------------------

_SOFTMAX_OF_ONE: Final = Text(
    "노드 하나에 softmax를 쓰면 출력이 언제나 1입니다. 노드가 하나면 sigmoid를 쓰십시오.",
    "A softmax over a single node always gives 1: with one node use sigmoid.",
)
_CATEGORICAL_OF_ONE: Final = Text(
    "`{loss}` 손실은 노드가 클래스마다 하나씩 있을 때 씁니다. 출력 노드가 하나면 "
    "`binary_crossentropy`를 쓰십시오.",
    "The loss `{loss}` is for one output node a class: with a single node use "
    "`binary_crossentropy`.",
)
_NO_PROBABILITIES: Final = Text(
    "`{loss}` 손실은 0과 1 사이의 확률을 받는데, 출력층의 활성화 함수가 `{activation}`입니다. "
    "출력층에 `activation='sigmoid'`를 적어 주십시오.",
    "The loss `{loss}` needs probabilities, but the output layer's activation is `{activation}`: "
    "write `activation='sigmoid'` there.",
)
_HINGE: Final = Text(
    "`{loss}` 손실은 정답이 -1과 1일 때 씁니다. 0과 1이면 `binary_crossentropy`를 쓰십시오.",
    "The loss `{loss}` is for labels -1 and 1: for 0 and 1 use `binary_crossentropy`.",
)


def _unfit_output(layers: Sequence[Layer], compiled: Compiled | None, outputs: Floats) -> Text:
    """An output that this loss can't teach anything."""
    if not layers or compiled is None:
        return NO_TEXT
    nodes, activation = layers[-1].kernel.shape[1], layers[-1].activation
    loss = compiled.loss.name.lower().replace("_", "")
    logits = bool(compiled.loss.config.get("from_logits"))
    binary = "binarycrossentropy" in loss
    probabilities = bool(np.all((outputs >= 0) & (outputs <= 1)))
    reasons = (
        (activation == "softmax" and nodes == 1, _SOFTMAX_OF_ONE),
        ("categoricalcrossentropy" in loss and nodes == 1, _CATEGORICAL_OF_ONE),
        (binary and not logits and activation in {"linear", "relu", "tanh"}, _NO_PROBABILITIES),
        ("hinge" in loss and probabilities, _HINGE),
    )
    said = next((text for holds, text in reasons if holds), NO_TEXT)
    if said == NO_TEXT:
        return NO_TEXT
    return say(said.ko, said.en, loss=compiled.loss.name, activation=activation)


def _exploded(fits: Sequence[FitEvidence], compiled: Compiled | None, outputs: Floats) -> Text:
    losses = _losses(fits)
    rate = _rate(compiled)
    if not np.all(np.isfinite(outputs)) or (losses and losses[-1] is None):
        epoch = next((at for at, loss in enumerate(losses, 1) if loss is None), 0)
        lost = Text("손실이 숫자가 아닌 값(NaN)이 되었습니다.", "The loss became NaN")
        if epoch:
            lost = say(
                "손실이 {epoch}번째 에포크에서 숫자가 아닌 값(NaN)이 되었습니다.",
                "The loss became NaN in epoch {epoch}",
                epoch=epoch,
            )
        return say(
            "{lost} {rate}{rate:이/가} 너무 크거나 데이터에 빈 값이 있습니다.",
            "{lost}: the {rate} is too large, or the data hold an empty value.",
            lost=lost,
            rate=rate,
        )
    known = np.asarray([loss for loss in losses if loss is not None])
    if len(known) < 10:
        return NO_TEXT
    late = known[len(known) // 2 :]
    rises = float(np.mean(np.diff(late) > 0.01 * (np.abs(late[:-1]) + 1e-9)))
    if rises >= _JUMPS and late.max() > _STEEP * max(float(known.min()), 1e-9):
        return say(
            "손실이 줄어들지 않고 크게 오르내립니다. {rate}{rate:이/가} 너무 큽니다. 열 배 작게 해 "
            "보십시오.",
            "The loss jumps up and down instead of falling: the {rate} is too large. Try a tenth "
            "of it.",
            rate=rate,
        )
    return NO_TEXT


def _flat(fits: Sequence[FitEvidence], compiled: Compiled | None) -> Text:
    """A loss that stood still from the first epoch to the last."""
    known = [loss for loss in _losses(fits) if loss is not None]
    if len(known) < 2 or max(known) - min(known) > _FLAT * max(abs(known[0]), 1e-9):
        return NO_TEXT
    epochs, first, last = len(known), f"{known[0]:.3f}", f"{known[-1]:.3f}"
    what = say(
        "손실이 {epochs}번의 에포크 동안 거의 그대로입니다({first} → {last}).",
        "The loss stood still over {epochs} epochs ({first} to {last}).",
        epochs=epochs,
        first=first,
        last=last,
    )
    if _started_alike(fits):
        return joined(
            what,
            Text(
                "한 층의 가중치가 모두 같은 값에서 시작하여 그 노드들이 똑같이 움직입니다. "
                "`kernel_initializer`를 지우십시오.",
                "All weights of a layer start at the same value, so that its nodes move alike: "
                "leave `kernel_initializer` out.",
            ),
        )
    rate = _rate(compiled)
    if compiled and 0 < compiled.learning_rate <= _SMALL_RATE:
        return joined(
            what,
            say(
                "{rate}{rate:이/가} 너무 작습니다. 더 크게 하거나 Adam을 써 보십시오.",
                "The {rate} is too small: make it larger, or try Adam.",
                rate=rate,
            ),
        )
    if compiled and compiled.learning_rate >= _LARGE_RATE:
        return joined(
            what,
            say(
                "{rate}{rate:이/가} 너무 커서 첫 걸음에 출력이 굳었습니다. 작게 해 보십시오.",
                "The {rate} is so large that the first step made the outputs stiff: try a smaller "
                "one.",
                rate=rate,
            ),
        )
    return joined(
        what,
        Text(
            "학습률이나 옵티마이저를 바꾸어 보십시오.",
            "Try another learning rate or optimizer.",
        ),
    )


def on_threshold(predictions: Any) -> Text:
    """That outputs, shape (rows, 1), say neither 0 nor 1; NO_TEXT where all of them do."""
    outputs = np.asarray(predictions, np.float64)
    if outputs.ndim != 2 or outputs.shape[1] != 1:
        return NO_TEXT
    rows = len(outputs)
    undecided = int(np.sum(np.abs(outputs[:, 0] - 0.5) <= _ON_THRESHOLD))
    if not undecided:
        return NO_TEXT
    if undecided == rows:
        return say(
            "출력 {rows}개 모두 경계인 0.5에 있어, 0인지 1인지 정하지 못했습니다.",
            "All {rows} outputs sit on the threshold 0.5, neither 0 nor 1.",
            rows=rows,
        )
    if undecided == 1:
        return say(
            "출력 {rows}개 중 1개가 경계인 0.5에 있어, 0인지 1인지 정하지 못했습니다.",
            "One of {rows} outputs sits on the threshold 0.5, neither 0 nor 1.",
            rows=rows,
        )
    return say(
        "출력 {rows}개 중 {undecided}개가 경계인 0.5에 있어, 0인지 1인지 정하지 못했습니다.",
        "{undecided} of {rows} outputs sit on the threshold 0.5, neither 0 nor 1.",
        rows=rows,
        undecided=undecided,
    )


# --- the record ---------------------------------------------------------------------------


def _losses(fits: Sequence[FitEvidence]) -> list[float | None]:
    return [loss for fit in fits for loss in fit.history.get("loss", ())]


def _compiled(fits: Sequence[FitEvidence]) -> Compiled | None:
    try:
        return read_compiled(fits[-1].compiled) if fits else None
    except UnreadableError:
        return None


def _rate(compiled: Compiled | None) -> Text:
    """The learning rate, with its number where that is known."""
    if compiled is None or not compiled.learning_rate:
        return Text("학습률", "learning rate")
    return say("학습률({rate})", "learning rate ({rate})", rate=f"{compiled.learning_rate:g}")


def _started_alike(fits: Sequence[FitEvidence]) -> bool:
    initial = fits[0].initial_weights if fits else None
    kernels = [unpack_array(one) for one in initial or () if len(one.shape) == 2]
    return any(kernel.size > 1 and np.ptp(kernel) == 0 for kernel in kernels)
