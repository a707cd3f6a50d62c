"""Standard checks of how a model was trained, and of what it has learned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from autograder.checks import mutants
from autograder.checks.arguments import (
    Distance,
    ErrorName,
    ModelName,
    Optima,
    Share,
    Table,
)
from autograder.checks.definition import check
from autograder.checks.losses import from_logits, loss_name, loss_value, probabilities
from autograder.checks.measures import Floats, flat, of_class_one, output_activation, same_table
from autograder.checks.wording import Words
from autograder.records import Text, say
from autograder.util.percent import reached
from autograder.util.rows import near_table, one_number_a_row, share_of_classes

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork

_OTHER_LOSS: Final = "binary_crossentropy"  # what ``loss_value`` computes for unknown ones
_OTHER_LOSS_OF_CLASSES: Final = "categorical_crossentropy"
_PROBABILITIES: Final = frozenset(["sigmoid", "softmax"])  # no logits, whatever the loss was told
_NEVER_LEARNED: Final = (
    mutants.UNTRAINED,
    mutants.OTHER_LABELS,
    mutants.BY_HAND,
    mutants.ONE_EPOCH,
    mutants.STANDING_STILL,
)
_LONGER_KO: Final = (
    "손실 곡선을 그려 보십시오. 아직 내려가고 있으면 더 오래 학습시키거나 Adam과 같은 옵티마이저를 "
    "사용해 보십시오."
)
_LONGER_EN: Final = (
    "Plot the loss. If it is still falling, train longer or try an optimizer such as Adam."
)


@check(
    ko="{model:을} 훈련 표로 학습시켰습니다.",
    en="{model} was trained on the training table.",
    hint_ko="`{model:raw}.fit(...)`을 실행했는지, 그리고 주어진 `x_train`, `y_train`을 바꾸지 않고 "
    "사용했는지 확인해 보십시오.",
    hint_en="Check that `{model:raw}.fit(...)` ran, and that it was given `x_train` and `y_train` "
    "as they are.",
    visible=True,
    mutants=(mutants.UNTRAINED, mutants.OTHER_LABELS, mutants.BY_HAND),
)
def trained(
    student: StudentWork, model: ModelName, table: Table, within: Distance | None = None
) -> None:
    """``fit`` was run, and on the rows of this table.

    Where students compute the data themselves, each number may be ``within`` of the table's.
    """
    student.need_record(model)
    training = student.training(model)
    if within is None:
        same = same_table(training.x, training.y, table.x, table.y)
    else:
        same = near_table(training.x, training.y, (table.x, table.y), within)
    right = training.epochs > 0 and same
    assert right or student.tell_table(model, table.x, table.y)


def _goal(given: Any) -> Words:
    if given.accuracy == 1:
        return {"goal": Text("모든 줄을", "every row")}
    share = f"{100 * given.accuracy:g} %"
    return {"goal": say("{share} 이상을", "at least {share}", share=share)}


@check(
    ko="{model:을} 이렇게 만들고 학습시키면 훈련 표의 {goal} 맞힐 수 있습니다.",
    en="A network built and trained like {model} gets {goal} of the training table right.",
    hint_ko=f"{_LONGER_KO} 운이 나빠 지역 최솟값에 머문 것은 감점되지 않습니다.",
    hint_en=f"{_LONGER_EN} Being stuck in a local minimum by bad luck costs nothing.",
    words=_goal,
    mutants=_NEVER_LEARNED,
)
def learned(
    student: StudentWork,
    model: ModelName,
    table: Table,
    accuracy: Share = 1.0,
    share: Share | None = None,
) -> None:
    """The own run, or enough random restarts of it, gets this share of the labels right.

    Labels are 0 and 1, numbers of classes, or one-hot. Bad luck with the initial weights costs
    nothing; weights that were put in count for nothing. With ``share`` one lucky run is not enough:
    that share of 64 random restarts has to get there.
    """
    if share is None:
        assert student.learned(model, table.x, table.y, accuracy=accuracy)
        return
    student.need_record(model)

    def is_right(outputs: np.ndarray[Any, Any]) -> bool:
        return _share_right(outputs, np.asarray(table.y)) >= accuracy

    assert student.reaches_goal_reliably(model, table.x, table.y, is_right, share=share)


def _error(found: Floats, values: Floats, error: str) -> float:
    if found.size != values.size:
        return math.inf
    apart = np.abs(found - values)
    return float(apart.max() if error == "largest" else np.mean(apart**2))


def _near(given: Any) -> Words:
    within = f"{given.within:g}"
    if given.error == "largest":
        return {
            "near": say(
                "모든 값에 {within} 이내로 가까워집니다",
                "comes within {within} of every value of the training table",
                within=within,
            )
        }
    return {
        "near": say(
            "값에 대한 평균 제곱 오차가 {within} 이하가 됩니다",
            "gets to a mean squared error of {within} at most on the training table",
            within=within,
        )
    }


@check(
    ko="{model:을} 이렇게 만들고 학습시키면 훈련 표의 {near}.",
    en="A network built and trained like {model} {near}.",
    hint_ko=_LONGER_KO,
    hint_en=_LONGER_EN,
    words=_near,
    mutants=_NEVER_LEARNED,
)
def fitted(  # noqa: PLR0913 - the arguments that an author may give, each by its name
    student: StudentWork,
    model: ModelName,
    table: Table,
    within: Distance,
    *,
    error: ErrorName = "largest",
    share: Share = 0.9,
) -> None:
    """Training like this brings the outputs near to the values, for regression.

    ``error`` is what may be no more than ``within``: the ``largest`` distance of an output from its
    value, or the ``mean squared`` one. It is asked of 64 random restarts, of which ``share`` have
    to get there.
    """
    student.need_record(model)
    values = flat(table.y)

    def is_near(outputs: np.ndarray[Any, Any]) -> bool:
        return _error(flat(outputs), values, error) <= within

    assert student.reaches_goal_reliably(model, table.x, table.y, is_near, share=share)


@check(
    ko="{model}의 학습이 끝까지 되어, 손실이 이 모델의 최솟값 가까이에 있습니다.",
    en="{model} was trained far enough: its loss is close to the lowest that it can have.",
    hint_ko="손실 곡선을 그려 보십시오. 아직 내려가고 있으면 에포크나 학습률을 늘리고, 크게 "
    "흔들리면 학습률을 줄이십시오.",
    hint_en="Plot the loss. If it is still falling, train for more epochs or with a larger "
    "learning rate; if it jumps about, with a smaller one.",
    mutants=_NEVER_LEARNED,
)
def converged(  # noqa: PLR0913 - as fitted
    student: StudentWork,
    model: ModelName,
    table: Table,
    optimum: Optima,
    *,
    within: Distance = 0.05,
    share: Share = 0.9,
) -> None:
    """Training like this brings the loss that was minimised within a distance of its optimum.

    For goals at which accuracy is noise. ``optimum`` says the lowest value for each loss, by
    Keras' long names; that of ``binary_crossentropy`` stands for losses it does not name, that of
    ``categorical_crossentropy`` where there are more than two classes. ``share`` of 64 random
    restarts has to get there.
    """
    student.need_record(model)
    fits = student.training(model).fits
    compiled = fits[-1].compiled if fits else ""
    logits = from_logits(compiled) and output_activation(student.model(model)) not in _PROBABILITIES
    loss = loss_name(compiled)

    def is_near(outputs: np.ndarray[Any, Any]) -> bool:
        found = probabilities(outputs) if logits else outputs
        classes = found.size > 2 * len(found)
        other = _OTHER_LOSS_OF_CLASSES if classes else _OTHER_LOSS
        name = loss if loss in optimum else other
        p = found if classes else of_class_one(found)
        return loss_value(name, p, table.y) - optimum.get(name, 0.0) <= within

    assert student.reaches_goal_reliably(model, table.x, table.y, is_near, share=share)


@check(
    ko="{model:이} 확인용 표의 {accuracy:%} 이상을 맞힙니다.",
    en="{model} gets at least {accuracy:%} of the table for checking right.",
    hint_ko=_LONGER_KO,
    hint_en=_LONGER_EN,
    mutants=(mutants.ZEROED,),
)
def accuracy_at_least(
    student: StudentWork, model: ModelName, table: Table, accuracy: Share
) -> None:
    """The model as handed in gets this share of the rows right: 0 or 1, or numbers of classes.

    Its table can be another than the one trained on. Nothing is trained again: leave a margin
    below what a right solution reaches.
    """
    outputs = student.predict(model, table.x, outputs=1)
    found = _share_right(outputs, np.asarray(table.y))
    if found < accuracy:
        share = reached(found, accuracy)
        student.say(say("정확도는 {share}입니다.", "The accuracy is {share}.", share=share))
    assert found >= accuracy


def _share_right(outputs: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> float:
    """Share of rows right. One output is held against one half, several are classes.

    ``labels`` are (rows, 1) numbers of classes, or (rows, classes) with the largest one right.
    """
    rows = np.asarray(outputs, dtype=np.float64)
    if rows.ndim != 2 or not np.all(np.isfinite(rows)):
        return 0.0
    if rows.shape[1] > 1:
        return share_of_classes(rows, labels)
    truth = one_number_a_row(labels)
    return float(np.mean((rows[:, 0] > 0.5) == truth)) if truth.size == len(rows) else 0.0
