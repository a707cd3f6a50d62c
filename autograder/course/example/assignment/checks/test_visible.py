"""Checks that students may run themselves with `autograder check`."""

from autograder.checks.measures import own_prediction, parameters

X_TEST = [[10]]


def test_parameters(student):
    """One weight and one bias."""
    assert parameters(student.model("model")) == 2


def test_prediction(student):
    """The model's own number for x = 10, in one row of one column."""
    prediction = student.array("prediction")
    model = student.model("model")
    assert prediction.shape == (1, 1)
    assert own_prediction(model, prediction, student.predict("model", X_TEST))
