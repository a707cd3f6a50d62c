"""Checks that students never see; their titles and hints are in assignment.toml."""

from autograder.checks.measures import as_number, flat, left_by_training, near

INPUTS = [[-1], [0], [1], [2], [3], [4]]
LINE = [-3, -1, 1, 3, 5, 7]


def test_learned(student):
    """The model is within 0.1 of all six points, and `fit` brought it there."""
    training = student.training("model")
    if not training.fits:
        student.tell(
            ko="이 모델은 `fit`으로 학습한 기록이 없습니다.",
            en="There is no record that this model was trained with `fit`.",
        )
    assert left_by_training(student.model("model"), training.fits)
    assert max(abs(flat(student.predict("model", INPUTS)) - LINE)) <= 0.1


def test_slope(student):
    """y = 2 x - 1; rounded answers are fine."""
    assert near(as_number(student.value("slope")), 2, tolerance=0.05)
