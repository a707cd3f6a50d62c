"""xor-logistic, what students may check themselves: shapes, and that the work was done."""

from autograder.checks.measures import (
    ends_in_sigmoid,
    own_prediction,
    parameters,
    same_table,
    widths,
)

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
LABELS = [[0], [1], [1], [0]]


def test_parameters(student):
    """Two weights and one bias."""
    assert parameters(student.model("model")) == 3 or student.tell_network("model")


def test_layers(student):
    """One layer of one node."""
    in_a_row = student.in_a_row("model")
    assert widths(student.model("model")) == (1,) or student.tell_network("model")
    assert in_a_row


def test_sigmoid(student):
    """The output is a sigmoid, be it the layer's activation, a layer or a formula."""
    outputs = student.predict("model", INPUTS)
    right = ends_in_sigmoid(student.model("model"), INPUTS, outputs)
    assert right or student.tell_network("model")


def test_trained(student):
    """`fit` was run, and on the training table."""
    student.need_record("model")
    training = student.training("model")
    right = training.epochs > 0 and same_table(training.x, training.y, INPUTS, LABELS)
    assert right or student.tell_table("model", INPUTS, LABELS)


def test_prediction_shape(student):
    """One row for each row of the test table, one column."""
    assert student.array("prediction").shape == (4, 1) or student.tell_shape("prediction")


def test_prediction_own(student):
    """The numbers are the model's, whatever their shape: that is another check's matter."""
    prediction = student.array("prediction")
    own = own_prediction(student.model("model"), prediction, student.predict("model", INPUTS))
    assert own or student.tell_prediction("model", "prediction", INPUTS)
