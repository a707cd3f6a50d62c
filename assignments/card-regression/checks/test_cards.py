"""A regression is judged on rows that it was not trained on, scaled as the student scaled them."""

from pathlib import Path

import numpy as np

from autograder.checking.check_exceptions import WrongKindError
from autograder.checks.measures import as_number, close, flat
from autograder.checks.standardised import standardises
from autograder.util.rows import near_table

COLUMNS = (
    "reports",
    "age",
    "income",
    "expenditure",
    "dependents",
    "months",
    "majorcards",
    "active",
)
TRAINING = 1000
ERROR = 0.006  # mean squared; always answering the mean is off by 0.0118
TABLE = np.genfromtxt(
    Path(__file__).with_name("cards.csv"), delimiter=",", names=True, dtype=None, encoding="utf-8"
)
X = np.column_stack([TABLE[one] for one in COLUMNS]).astype(np.float64)  # (1319, 8)
Y = TABLE["share"].astype(np.float64)
X_TEST, Y_TEST = X[TRAINING:], Y[TRAINING:]
MEAN, STD = X[:TRAINING].mean(axis=0), X[:TRAINING].std(axis=0)
GIVEAWAY = {"expenditure", "income"}
NEAR = 0.05  # of scaled inputs, and of a hundredth of the answers


def standard(x, mean=MEAN, std=STD):
    """Each column less its mean, in standard deviations."""
    return (x - mean) / std


def as_inputs(student, rows):
    """Rows as the model takes them: standardised, or as they are where it does that itself."""
    return rows if standardises(student.model("model"), X[:TRAINING], NEAR) else standard(rows)


def bent(x):
    """Numbers far from 0 closer together: to be NEAR is a share of them, not a distance."""
    return None if x is None else np.sign(x) * np.log1p(np.abs(x))


def numbers(student, name):
    """Eight finite numbers that were handed in under this name; None where there are none."""
    if not student.has(name):
        return None
    try:
        given = np.asarray(student.value(name), np.float64).ravel()
    except (TypeError, ValueError, WrongKindError):
        return None
    return given if given.size == len(COLUMNS) and np.all(np.isfinite(given)) else None


def own_scale(student):
    """The rows for testing by the student's own mean and deviation; None where these are none."""
    mean, std = numbers(student, "x_train_mean"), numbers(student, "x_train_std")
    return None if mean is None or std is None or not np.all(std) else standard(X_TEST, mean, std)


def test_giveaway(student):
    """Exactly these two columns, in any order."""
    given = student.value("giveaway")
    names = given if isinstance(given, list) else []
    right = len(names) == len(GIVEAWAY) and {str(one).strip().lower() for one in names} == GIVEAWAY
    assert right


def test_trained(student):
    """On the thousand rows for training, standardised, with their shares."""
    student.need_record("model")
    student.predict("model", standard(X_TEST), outputs=1)  # of another form: told so
    training = student.training("model")
    y = None if training.y is None else 100 * np.asarray(training.y, np.float64)
    right = as_inputs(student, X[:TRAINING]), Y[:TRAINING]
    table = bent(right[0]), 100 * right[1]
    same = training.epochs > 0 and near_table(bent(training.x), y, table, NEAR)
    assert same or student.tell_table("model", *right)


def test_fitted(student):
    """Nine in ten trainings like this get to half of what the mean is off by, or nearer."""

    def is_near(outputs):
        return outputs.size == Y_TEST.size and np.mean((flat(outputs) - Y_TEST) ** 2) <= ERROR

    student.need_record("model")
    assert student.reaches_goal_reliably("model", as_inputs(student, X_TEST), Y_TEST, is_near)


def test_prediction_own(student):
    """What the model gives for the rows for testing, scaled rightly or as the student scaled."""
    given = student.array("prediction")
    own = own_scale(student)
    scaled = [as_inputs(student, X_TEST)] + ([] if own is None else [own])
    found = [student.predict("model", one, outputs=1) for one in scaled]
    right = any(close(given, one, 1e-3) for one in found) and np.ptp(flat(given)) > 0
    assert right or student.tell_prediction("model", "prediction", scaled[0])


def test_test_mse(student):
    """The error of the prediction that was handed in."""
    given, prediction = as_number(student.value("test_mse")), flat(student.array("prediction"))
    if prediction.size != Y_TEST.size:
        student.tell(
            ko=f"`prediction`에는 수가 {Y_TEST.size}개가 아니라 {prediction.size}개 있습니다.",
            en=f"`prediction` holds {prediction.size} numbers, not {Y_TEST.size}.",
        )
        prediction = np.full(Y_TEST.size, np.nan)  # whose error no number is
    right = float(np.mean((prediction - Y_TEST) ** 2))
    crossed = float(np.mean((prediction[:, None] - Y_TEST) ** 2))
    if given is not None and close(given, crossed, 1e-6) and not close(given, right, 1e-6):
        student.tell(
            ko="모양이 (319, 1)인 예측에서 모양이 (319,)인 정답을 빼면 차이가 319 × 319개입니다. "
            "`prediction[:, 0]`에서 빼십시오.",
            en="A prediction of shape (319, 1) less answers of shape (319,) makes 319 × 319 "
            "differences. Subtract from `prediction[:, 0]`.",
        )
    near = given is not None and abs(given - right) <= 1e-3 * right
    assert near
