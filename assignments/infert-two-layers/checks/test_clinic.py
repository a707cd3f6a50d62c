"""What is judged is the training and what is counted from it; of 62 rows no accuracy is."""

from pathlib import Path

import numpy as np

from autograder.checks.measures import accuracy, as_number, close, flat
from autograder.checks.standardised import standardises
from autograder.util.rows import near_table

EDUCATION = {"0-5yrs": 0.0, "6-11yrs": 1.0, "12+ yrs": 2.0}
TRAINING = 186
GOAL = 0.74  # of the rows for training; always answering 0 gets 0.656
TABLE = np.genfromtxt(
    Path(__file__).with_name("clinic.csv"), delimiter=",", names=True, dtype=None, encoding="utf-8"
)
LEVELS = [EDUCATION[one] for one in TABLE["education"]]
X = np.column_stack([LEVELS, *(TABLE[one] for one in ("age", "visits", "drug_a", "drug_b"))])
Y = TABLE["case"].astype(np.float64)
Y_TRAIN, Y_TEST = Y[:TRAINING], Y[TRAINING:]
IN_CLASS = [np.equal(Y_TEST, truth) for truth in (0, 1)]
NEAR = 0.1  # of scaled inputs: as far as the scale of all rows, or n - 1, lead
SAME = 1e-3


def scales():
    """All rows by mean and deviation of those for training, of all, and as they are."""
    of = [(X[:TRAINING].mean(axis=0), X[:TRAINING].std(axis=0, ddof=less)) for less in (0, 1)]
    of += [(X.mean(axis=0), X.std(axis=0)), (0.0, 1.0)]
    return [(X - mean) / std for mean, std in of]


SCALED = scales()


def as_inputs(student):
    """All rows as the model takes them: standardised, or as they are where it does that itself."""
    return X if standardises(student.model("model"), X[:TRAINING], NEAR) else SCALED[0]


def counts(prediction, *, at_half):
    """Rows by what is right and what was answered, (2, 2); ``at_half`` is the answer to 0.5."""
    answers = prediction >= 0.5 if at_half else prediction > 0.5
    return np.array([[np.sum(one & other) for other in (~answers, answers)] for one in IN_CLASS])


def own_counts(student):
    """``counts`` of the prediction that was handed in; none where it has not 62 numbers."""
    prediction = flat(student.array("prediction"))
    if prediction.size != Y_TEST.size:
        student.tell(
            ko=f"`prediction`에는 수가 {Y_TEST.size}개가 아니라 {prediction.size}개 있습니다.",
            en=f"`prediction` holds {prediction.size} numbers, not {Y_TEST.size}.",
        )
        return []
    return [counts(prediction, at_half=one) for one in (False, True)]


def test_trained(student):
    """On the 186 rows for training and five columns, standardised."""
    student.need_record("model")
    student.predict("model", SCALED[0], outputs=1)  # of another form: told so
    training = student.training("model")
    table = as_inputs(student)[:TRAINING], Y_TRAIN
    same = training.epochs > 0 and near_table(training.x, training.y, table, NEAR)
    assert same or student.tell_table("model", *table)


def test_learned(student):
    """Nine in ten trainings like this get that share of the rows for training right."""

    def is_right(outputs):
        return accuracy(outputs, Y_TRAIN) >= GOAL

    student.need_record("model")
    assert student.reaches_goal_reliably("model", as_inputs(student)[:TRAINING], Y_TRAIN, is_right)


def test_prediction_own(student):
    """What the model gives for the rows for testing, however they were scaled."""
    given = student.array("prediction")
    found = [student.predict("model", one[TRAINING:], outputs=1) for one in SCALED]
    right = any(close(given, one, SAME) for one in found) and np.ptp(flat(given)) > 0
    assert right or student.tell_prediction("model", "prediction", SCALED[0][TRAINING:])


def test_confusion(student):
    """Rows are what is right, columns what was answered."""
    given, found = student.array("confusion"), own_counts(student)
    if given.shape != (2, 2):
        student.tell_shape("confusion")
    right = any(np.array_equal(given, one) for one in found)
    if not right and any(np.array_equal(given, one.T) for one in found):
        student.tell(
            ko="행과 열이 바뀌었습니다. 행이 정답, 열이 모델의 답입니다.",
            en="Rows and columns are swapped: the rows are what is right, the columns the answers.",
        )
    assert right


def test_train_accuracy(student):
    """The model's own share of the rows for training."""
    given = as_number(student.value("train_accuracy"))
    own = [student.predict("model", one[:TRAINING], outputs=1) for one in SCALED]
    near = given is not None and any(abs(given - accuracy(one, Y_TRAIN)) < SAME for one in own)
    assert near


def test_test_accuracy(student):
    """The share of the prediction that was handed in."""
    given, found = as_number(student.value("test_accuracy")), own_counts(student)
    shares = [np.trace(one) / one.sum() for one in found]
    if given is not None and any(abs(given - (1 - one)) < SAME for one in shares):
        student.tell(
            ko="맞은 비율이 아니라 틀린 비율입니다.",
            en="That is the share that is wrong, not the share that is right.",
        )
    near = given is not None and any(abs(given - one) < SAME for one in shares)
    assert near
