"""A perceptron is judged by what its own weights do: each order of the rows leads to others."""

from pathlib import Path

import numpy as np

from autograder.checks.measures import as_number, flat

HERE = Path(__file__).with_name("iris.csv")
PETALS = np.genfromtxt(HERE, delimiter=",", skip_header=1, usecols=(3, 4))  # (150, 2)
KINDS = np.genfromtxt(HERE, delimiter=",", skip_header=1, usecols=5, dtype=str)
NEW = np.array([[2.0, 0.5]])
EDGE = 1e-6  # nearer to the line it is open whether >= or > was meant
NEAR = 1e-3


def sums(student, weights, bias, flowers):
    """w · x + b for each flower, shape (rows,); NaN where the two are no weights and bias."""
    w, b = flat(student.array(weights)), as_number(student.value(bias))
    if w.size != 2 or b is None or not np.all(np.isfinite([*w, b])):
        student.tell(
            ko=f"`{weights}`에 수 두 개, `{bias}`에 수 하나가 있어야 합니다.",
            en=f"`{weights}` should hold two numbers, and `{bias}` one.",
        )
        return np.full(len(flowers), np.nan)
    return flowers @ w + b


def answers_agree(z, classes):
    """For each row whether 0 or 1 is the answer of the perceptron, or both would be."""
    return np.isfinite(z) & ((np.abs(z) < EDGE) | ((z > 0) == (classes == 1)))


def counts(value):
    """Whole numbers, none below 0; nothing for anything else."""
    if not isinstance(value, (list, tuple)):
        return []
    found = [as_number(one) for one in value]
    fine = all(one is not None and one >= 0 and one == np.floor(one) for one in found)
    return [int(one) for one in found] if fine else []


def may_have_made(found, bias):
    """Whether so many updates can have led to this bias: each moves it by 1."""
    if bias is None or bias != np.floor(bias):
        return True  # by_the_rule says so
    return abs(bias) <= sum(found) and (sum(found) - int(bias)) % 2 == 0


def test_separates(student):
    """All 150 on their side of the line."""
    z = sums(student, "weights", "bias", PETALS)
    wrong = int(np.sum(~answers_agree(z, KINDS == "setosa")))
    if wrong:
        student.tell(
            ko=f"150송이 중 {wrong}송이가 직선의 다른 쪽에 있습니다.",
            en=f"{wrong} of the 150 are on the other side of the line.",
        )
    assert wrong == 0


def test_by_the_rule(student):
    """With a rate of 1, from zero, all numbers are sums of lengths in tenths."""
    w, b = flat(student.array("weights")), as_number(student.value("bias"))
    numbers = np.array([np.nan if b is None else b, *(10 * w)])
    whole = np.abs(numbers - np.round(numbers)) < NEAR
    right = numbers.size == 3 and bool(np.all(whole)) and bool(np.any(numbers != 0))
    if not right:
        student.tell(
            ko=f"`weights`는 {w.tolist()[:4]}, `bias`는 {b}입니다.",
            en=f"`weights` is {w.tolist()[:4]} and `bias` {b}.",
        )
    assert right


def test_errors(student):
    """One count for each epoch; together they can have made this bias."""
    found = counts(student.value("errors"))
    ends = len(found) > 1 and found[-1] == 0 and 0 not in found[:-1]
    if not found:
        student.tell(
            ko="`errors`는 0 이상의 정수의 리스트여야 합니다.",
            en="`errors` should be a list of whole numbers, none below 0.",
        )
    elif found[-1] != 0:
        student.tell(
            ko=f"`errors`의 마지막 수가 0이 아니라 {found[-1]}입니다.",
            en=f"The last number of `errors` is {found[-1]}, not 0.",
        )
    right = ends and may_have_made(found, as_number(student.value("bias")))
    assert right


def test_prediction(student):
    """What the handed-in weights give, row by row."""
    z = sums(student, "weights", "bias", PETALS)
    given = flat(student.array("prediction"))
    classes = bool(np.all(np.isin(given, (0, 1))))
    if not classes:
        student.tell(
            ko="`prediction`에 0과 1이 아닌 값이 있습니다.",
            en="`prediction` holds other values than 0 and 1.",
        )
    fits = classes and given.size == len(PETALS)
    own = fits and bool(np.all(answers_agree(z, given)))
    assert own


def test_new_flower(student):
    """What the handed-in weights give for one flower that nobody has seen."""
    z = sums(student, "weights", "bias", NEW)
    given = as_number(student.value("new_flower"))
    own = given in {0.0, 1.0} and bool(np.all(answers_agree(z, np.array([given]))))
    assert own


def test_virginica_accuracy(student):
    """What the second perceptron's own weights get right."""
    z = sums(student, "virginica_weights", "virginica_bias", PETALS)
    given = as_number(student.value("virginica_accuracy"))
    right, either = KINDS == "virginica", np.abs(z) < EDGE
    sure = float(np.mean(((z > 0) == right) & ~either))
    trained = bool(np.all(np.isfinite(z))) and bool(np.ptp(z) > EDGE)
    most = sure + float(np.mean(either))
    own = trained and given is not None and sure - NEAR <= given <= most + NEAR
    assert own
