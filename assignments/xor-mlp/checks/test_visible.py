"""xor-mlp, what students may check themselves: shapes, and that the work was done.

The same six questions are asked of each of the three networks.
"""

from autograder.checking.measures import (
    hidden_widths,
    is_rounded,
    own_prediction,
    parameters,
    same_table,
    widths,
)

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
LABELS = [[0], [1], [1], [0]]


def assert_size(model, nodes, count):
    """The count alone would let four nodes without biases pass for three with them."""
    assert parameters(model) == count
    assert hidden_widths(model)[-1:] == (nodes,)


def assert_layers(model):
    """One hidden layer and one output node; how wide the hidden layer is, is ``assert_size``'s."""
    assert len(widths(model)) == 2
    assert widths(model)[-1] == 1


def assert_trained(training):
    """`fit` was run, and on the training table."""
    assert training.epochs > 0
    assert same_table(training.x, training.y, INPUTS, LABELS)


def assert_own(student, nodes):
    """The numbers are this model's, whatever their shape: that is another check's matter."""
    model, prediction = f"model_{nodes}", student.array(f"prediction_{nodes}")
    own = own_prediction(student.model(model), prediction, student.predict(model, INPUTS))
    if is_rounded(prediction) and not own:
        student.tell(
            ko="0과 1만 있습니다. 반올림하지 않은 값을 그대로 두십시오.",
            en="There is only 0 and 1 in it. Leave the values as they are, not rounded.",
        )
    assert own


def test_parameters_3(student):
    """(2 + 1)·3 into the hidden layer, (3 + 1)·1 out of it."""
    assert_size(student.model("model_3"), nodes=3, count=13)


def test_parameters_2(student):
    """(2 + 1)·2 + (2 + 1)·1."""
    assert_size(student.model("model_2"), nodes=2, count=9)


def test_parameters_1(student):
    """(2 + 1)·1 + (1 + 1)·1."""
    assert_size(student.model("model_1"), nodes=1, count=5)


def test_layers_3(student):
    """One hidden layer, one output node."""
    assert_layers(student.model("model_3"))


def test_layers_2(student):
    """One hidden layer, one output node."""
    assert_layers(student.model("model_2"))


def test_layers_1(student):
    """One hidden layer, one output node."""
    assert_layers(student.model("model_1"))


def test_trained_3(student):
    """`fit` was run, and on the training table."""
    assert_trained(student.training("model_3"))


def test_trained_2(student):
    """`fit` was run, and on the training table."""
    assert_trained(student.training("model_2"))


def test_trained_1(student):
    """`fit` was run, and on the training table; more can't be asked of one hidden node."""
    assert_trained(student.training("model_1"))


def test_prediction_shape_3(student):
    """One row for each row of the test table, one column."""
    assert student.array("prediction_3").shape == (4, 1)


def test_prediction_shape_2(student):
    """One row for each row of the test table, one column."""
    assert student.array("prediction_2").shape == (4, 1)


def test_prediction_shape_1(student):
    """One row for each row of the test table, one column."""
    assert student.array("prediction_1").shape == (4, 1)


def test_prediction_own_3(student):
    """What model_3 gives."""
    assert_own(student, 3)


def test_prediction_own_2(student):
    """What model_2 gives."""
    assert_own(student, 2)


def test_prediction_own_1(student):
    """What model_1 gives."""
    assert_own(student, 1)
