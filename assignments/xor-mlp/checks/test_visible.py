"""xor-mlp, what students may check themselves: shapes, and that the work was done.

The same questions are asked of each of the three networks.
"""

from autograder.checks.measures import hidden_widths, own_prediction, parameters, same_table, widths

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
LABELS = [[0], [1], [1], [0]]


def is_own(student, nodes):
    """Whether the prediction is this model's, whatever its shape; tells when it was rounded."""
    model, prediction = f"model_{nodes}", student.array(f"prediction_{nodes}")
    own = own_prediction(student.model(model), prediction, student.predict(model, INPUTS))
    return own or student.tell_prediction(model, f"prediction_{nodes}", INPUTS)


# --- how they are built -------------------------------------------------------------------


def test_parameters_3(student):
    """(2 + 1)·3 + (3 + 1)·1; four hidden nodes without biases have as many."""
    model = student.model("model_3")
    right = parameters(model) == 13 and hidden_widths(model)[-1:] == (3,)
    assert right or student.tell_network("model_3")


def test_parameters_2(student):
    """(2 + 1)·2 + (2 + 1)·1; three hidden nodes without any bias have as many."""
    model = student.model("model_2")
    right = parameters(model) == 9 and hidden_widths(model)[-1:] == (2,)
    assert right or student.tell_network("model_2")


def test_parameters_1(student):
    """(2 + 1)·1 + (1 + 1)·1; no other hidden layer comes to this number."""
    assert parameters(student.model("model_1")) == 5 or student.tell_network("model_1")


def test_layers_3(student):
    """After the one hidden layer, whose width is another check's matter, one output node."""
    in_a_row = student.in_a_row("model_3")
    assert widths(student.model("model_3"))[1:] == (1,) or student.tell_network("model_3")
    assert in_a_row


def test_layers_2(student):
    """After the one hidden layer, whose width is another check's matter, one output node."""
    in_a_row = student.in_a_row("model_2")
    assert widths(student.model("model_2"))[1:] == (1,) or student.tell_network("model_2")
    assert in_a_row


def test_layers_1(student):
    """After the one hidden layer, whose width is another check's matter, one output node."""
    in_a_row = student.in_a_row("model_1")
    assert widths(student.model("model_1"))[1:] == (1,) or student.tell_network("model_1")
    assert in_a_row


# --- how they were trained ------------------------------------------------------------------


def test_trained_3(student):
    """`fit` was run, and on the training table."""
    student.need_record("model_3")
    training = student.training("model_3")
    right = training.epochs > 0 and same_table(training.x, training.y, INPUTS, LABELS)
    assert right or student.tell_table("model_3", INPUTS, LABELS)


def test_trained_2(student):
    """`fit` was run, and on the training table."""
    student.need_record("model_2")
    training = student.training("model_2")
    right = training.epochs > 0 and same_table(training.x, training.y, INPUTS, LABELS)
    assert right or student.tell_table("model_2", INPUTS, LABELS)


def test_trained_1(student):
    """`fit` was run, and on the training table; more can not be asked of one hidden node."""
    student.need_record("model_1")
    training = student.training("model_1")
    right = training.epochs > 0 and same_table(training.x, training.y, INPUTS, LABELS)
    assert right or student.tell_table("model_1", INPUTS, LABELS)


# --- what they say ----------------------------------------------------------------------------


def test_prediction_shape_3(student):
    """One row for each row of the test table, one column."""
    assert student.array("prediction_3").shape == (4, 1) or student.tell_shape("prediction_3")


def test_prediction_shape_2(student):
    """One row for each row of the test table, one column."""
    assert student.array("prediction_2").shape == (4, 1) or student.tell_shape("prediction_2")


def test_prediction_shape_1(student):
    """One row for each row of the test table, one column."""
    assert student.array("prediction_1").shape == (4, 1) or student.tell_shape("prediction_1")


def test_prediction_own_3(student):
    """What model_3 gives for the test table, in its order."""
    assert is_own(student, 3)


def test_prediction_own_2(student):
    """What model_2 gives for the test table, in its order."""
    assert is_own(student, 2)


def test_prediction_own_1(student):
    """What model_1 gives for the test table, in its order."""
    assert is_own(student, 1)
