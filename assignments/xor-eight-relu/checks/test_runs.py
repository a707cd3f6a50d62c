"""Twenty networks are known by their records: what they began with, and what they ended with."""

import numpy as np

from autograder.checks.measures import accuracy, as_number, close, flat, near, sigmoid

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64)
Y = np.array([0, 1, 1, 0])
SHAPES = ((2, 8), (8,), (8, 1), (1,))
EDGE = 1e-5  # nearer to one half, float32 may be on the other side


def outputs(weights):
    """What a network of one ReLU layer and a sigmoid gives for the four rows."""
    first, first_bias, last, last_bias = (np.asarray(one, dtype=np.float64) for one in weights)
    hidden = np.maximum(X @ first + first_bias, 0)
    return flat(sigmoid(hidden @ last + last_bias))


def trained(student):
    """The trainings of such networks, of which the weights are known."""
    return [
        run
        for run in student.runs()
        if run[-1].shapes == SHAPES and run[-1].final_weights and run[0].initial_weights
    ]


def runs_of(student):
    """Those that took 100 epochs each, in the order of their ends."""
    return [run for run in trained(student) if sum(fit.epochs for fit in run) == 100]


def agrees(given, run):
    """Whether an accuracy is that of the network as this training left it."""
    found = outputs(run[-1].final_weights)
    return near(given, accuracy(found, Y)) or bool(np.any(np.abs(found - 0.5) < EDGE))


def test_relu(student):
    """The formula of such a network gives what the model gives."""
    weights = [np.asarray(weight) for weight in student.model("model").weights]
    shapes = tuple(weight.shape for weight in weights)
    assert [len(shape) for shape in shapes] == [2, 1, 2, 1]
    assert close(student.predict("model", X), outputs(weights))


def test_accuracies(student):
    """Twenty in a row are those of the recorded trainings."""
    given, runs = flat(student.array("accuracies")), runs_of(student)
    places = range(len(runs) - given.size + 1)
    right = given.size == 20 and any(
        all(map(agrees, given, runs[place : place + 20])) for place in places
    )
    assert right or student.tell_runs(trained(student))


def test_different_starts(student):
    """No two of them began with the same weights."""
    runs = runs_of(student)
    starts = {np.concatenate([flat(one) for one in run[0].initial_weights]).tobytes()
              for run in runs}  # fmt: skip
    assert len(starts) >= 20 or student.tell_runs(trained(student))


def test_share_solved(student):
    """How many of the accuracies are 1."""
    share = as_number(student.value("share_solved"))
    right = float(np.mean(flat(student.array("accuracies")) > 1 - 1e-6))
    if share is not None and right and near(share, 100 * right):
        student.tell(
            ko="백분율이 아니라 0과 1 사이의 수로 적습니다.",
            en="Write it as a number between 0 and 1, not in per cent.",
        )
    if near(share, float(np.mean(flat(student.array("accuracies"))))) and share != right:
        student.tell(ko="정확도의 평균입니다.", en="That is the mean of the accuracies.")
    assert near(share, right)
