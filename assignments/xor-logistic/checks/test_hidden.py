"""xor-logistic, what was learned and the two answers."""

from math import log

from autograder.checks.measures import (
    as_number,
    as_truth,
    from_logits,
    loss_name,
    loss_value,
    near,
    of_class_one,
    output_activation,
    sigmoid,
)

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
LABELS = [[0], [1], [1], [0]]

# The best a linear classifier can do on XOR is to say 0.5 to every row. Its accuracy there is
# rounding noise, so the loss is graded, each submission by the loss that it minimised.
OPTIMUM = {"mean_squared_error": 0.25, "mean_absolute_error": 0.5}
TOLERANCE = 0.05  # SGD(0.1) for 500 epochs ends within 0.02 from every initial weight


def test_converged(student):
    """The loss, of the model's own predictions for the table, is close to its optimum.

    Every third draw of initial weights is that close already, untrained. So it is asked of fresh
    starts, too: training like this has to bring most of them there.
    """
    student.need_record("model")
    model, training = student.model("model"), student.training("model")
    compiled = training.fits[-1].compiled if training.fits else ""
    logits = from_logits(compiled) and output_activation(model) != "sigmoid"
    loss = loss_name(compiled)

    def is_near(outputs):
        p = sigmoid(of_class_one(outputs)) if logits else of_class_one(outputs)
        return loss_value(loss, p, LABELS) - OPTIMUM.get(loss, log(2)) <= TOLERANCE

    assert student.reaches_goal_reliably("model", INPUTS, LABELS, is_near)


def test_max_accuracy(student):
    """A straight line gets three rows of four right."""
    answer = as_number(student.value("max_accuracy"))
    if answer is not None and answer > 1:
        student.tell(
            ko="정확도는 백분율이 아니라 0과 1 사이의 수로 적습니다.",
            en="Write an accuracy as a number between 0 and 1, not in per cent.",
        )
    if answer is None:
        student.tell(
            ko="`max_accuracy`는 따옴표 없는 수 하나여야 합니다.",
            en="`max_accuracy` should be one number, without quotes.",
        )
    assert near(answer, 0.75)


def test_can_learn_xor(student):
    """It can't."""
    answer = as_truth(student.value("can_learn_xor"))
    if answer is None:
        student.tell(
            ko="`can_learn_xor`는 따옴표 없는 `True` 또는 `False`여야 합니다.",
            en="`can_learn_xor` should be `True` or `False`, without quotes.",
        )
    assert answer is False
