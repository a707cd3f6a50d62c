"""softmax-shapes, the four answers that are right or wrong."""

from autograder.checks.measures import as_label, as_number, as_shape
from autograder.util.korean import particle

PICTURE = (32, 32, 1)  # height, width, channels
CLASSES = 4
KOALA = {
    "2",
    "koala",
    "코알라",
    "koala (코알라)",
    "코알라 (koala)",
}  # [0.2, 0.1, 0.6, 0.1] is largest at place 2


def tell_number(student, name):
    """Say kindly that text is no number."""
    if as_number(student.value(name)) is None:
        student.tell(
            ko=f"`{name}`{particle(name, '은/는')} 따옴표 없는 수 하나여야 합니다.",
            en=f"`{name}` should be one number, without quotes.",
        )


def test_input_nodes(student):
    """One input for each pixel of each channel."""
    tell_number(student, "input_nodes")
    assert as_number(student.value("input_nodes")) == PICTURE[0] * PICTURE[1] * PICTURE[2]


def test_output_nodes(student):
    """One probability for each class."""
    tell_number(student, "output_nodes")
    assert as_number(student.value("output_nodes")) == CLASSES


def test_prediction_shape(student):
    """One row for the one picture, one column for each class; as tuple, list or text."""
    assert as_shape(student.value("prediction_shape")) == (1, CLASSES)


def test_predicted_class(student):
    """The number of the class or its name, in either language."""
    assert as_label(student.value("predicted_class")) in KOALA
