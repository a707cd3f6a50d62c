"""The digits: what students have is in the course's data, what they don't have beside this file."""

from pathlib import Path

import numpy as np

from autograder.checks.measures import as_number, flat, near, own_prediction, same_table

# 200 seeds each: the recipes of the statement end at 0.876 or more, one epoch of Adam at 0.837 or
# less. See benchmarks/experiments/pictures.json.
ENOUGH = 0.85
ASKED = Path(__file__).with_name("asked.csv")  # the 300 for testing, then 300 nobody else has
LABELS = Path(__file__).with_name("unseen_labels.csv")


def known_digits(student):
    """Pictures (rows, 64) between 0 and 1, and their digits (rows,), as students have them."""
    table = np.loadtxt(student.data.path("digits.csv"), delimiter=",")
    return table[:, :64] / 16, table[:, 64].astype(int)


def outputs(student):
    """What the model gives for the test pictures, (300, 10)."""
    return student.predict("model", known_digits(student)[0][-300:], outputs=1)


def test_softmax(student):
    """Each row is ten probabilities that sum to 1, of a softmax and not of what looks like one."""
    found = outputs(student)
    sums = found.sum(axis=1)
    right = found.shape == (300, 10) and np.all(found >= 0) and np.allclose(sums, 1, atol=1e-3)
    if found.shape == (300, 10) and not right:
        student.tell(
            ko=f"첫 그림에 대한 출력 열 개의 합이 {sums[0]:.3f}입니다.",
            en=f"The ten outputs for the first picture sum to {sums[0]:.3f}.",
        )
    assert right


def test_trained(student):
    """Every training was on the first 1,197 pictures, divided by 16, and on no others."""
    student.need_record("model")
    pictures, digits = known_digits(student)
    right, rest = (pictures[:-300], digits[:-300]), pictures[-300:]
    fits = [fit for fit in student.fits() if "model" in fit.models and fit.epochs]
    given = [(fit.x, fit.y) for fit in fits]
    fine = bool(given) and all(same_table(x, y, *right) for x, y in given)
    if not fine:
        tell_what_is_wrong(student, given, right[0], rest)
    assert fine


def tell_what_is_wrong(student, given, train, test):
    """What a training was given instead, where that can be said."""
    if not given:
        student.tell(
            ko="`model`을 `fit`으로 학습시킨 기록이 없습니다.",
            en="There is no record that `model` was trained with `fit`.",
        )
        return
    for x, _ in given:
        if x is None or np.ndim(x) != 2 or x.shape[1] != 64:
            continue
        scale = float(np.max(np.abs(x)))
        if scale > 1.5:
            student.tell(
                ko=f"학습 자료의 가장 큰 화소가 {scale:g}입니다. 16으로 나누십시오.",
                en=f"The largest pixel trained on is {scale:g}. Divide by 16, so that all are "
                "between 0 and 1.",
            )
            return
        rows = {row.tobytes() for row in np.round(np.asarray(x, "float64"), 4)}
        if sum(row.tobytes() in rows for row in np.round(test, 4)) > len(test) // 10:
            student.tell(
                ko="시험용 그림이 학습 자료에 들어 있습니다. 앞의 1,197줄만 쓰십시오.",
                en="Test pictures are among those trained on. Use the first 1,197 lines alone.",
            )
            return
        if len(x) != len(train):
            student.tell(
                ko=f"그림 {len(x)}개로 학습시켰습니다. 1,197개여야 합니다.",
                en=f"It was trained on {len(x)} pictures; there should be 1,197.",
            )
            return


def test_reads_unseen(student):
    """The own run, or enough random restarts, gets pictures right that are not in the file."""
    unseen = np.loadtxt(ASKED, delimiter=",")[300:]
    labels = np.loadtxt(LABELS).astype(int)
    assert student.learned("model", unseen, labels, accuracy=ENOUGH)


def test_prediction_own(student):
    """The array is what the model gives."""
    given, found = student.array("prediction"), outputs(student)
    assert own_prediction(student.model("model"), given, found)


def test_predicted_class(student):
    """Row by row the digit with the largest probability of the model's own."""
    given, found = flat(student.array("predicted_class")), outputs(student)
    wanted = found.argmax(axis=1)
    if given.size == 10 and found.shape == (300, 10):
        student.tell(
            ko="값이 열 개뿐입니다. 그림마다 고르려면 `argmax(axis=1)`로 적으십시오. 열마다 "
            "고르는 것은 `axis=0`입니다.",
            en="There are only ten. `argmax(axis=1)` chooses for each picture, `axis=0` for each "
            "column.",
        )
    assert np.array_equal(given, wanted)


def test_share_right(student):
    """The share of the test pictures that the model gets right."""
    given, digits = as_number(student.value("test_accuracy")), known_digits(student)[1][-300:]
    wanted = float(np.mean(outputs(student).argmax(axis=1) == digits))
    if near(given, 100 * wanted, 0.2):
        student.tell(
            ko="백분율이 아니라 0과 1 사이의 수로 적습니다.",
            en="Write it as a number between 0 and 1, not in per cent.",
        )
    assert near(given, wanted, 1e-3)
