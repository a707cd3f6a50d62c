"""A perceptron is judged by what its own weights do: each order of the rows leads to others."""

from pathlib import Path

import numpy as np

from autograder.checks.measures import as_number, flat
from autograder.records import Text

HERE = Path(__file__).with_name("iris.csv")
PETALS = np.genfromtxt(HERE, delimiter=",", skip_header=1, usecols=(3, 4))  # (150, 2)
KINDS = np.genfromtxt(HERE, delimiter=",", skip_header=1, usecols=5, dtype=str)
NEW = np.array([[2.0, 0.5]])
EDGE = 1e-6  # nearer to the line it is open whether >= or > was meant
NEAR = 1e-3
EPOCHS = 100  # the most that are asked for


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


def why_not_zero(found):
    """What may be behind a list that does not end with 0."""
    short = len(found) < EPOCHS
    if short and found == sorted(found) and found[0] < found[-2:][0] == found[-1]:
        return Text(
            " 에포크마다가 아니라 처음부터 센 수로 보입니다.",
            " These look like counts from the beginning, not of each epoch.",
        )
    if not short:
        return Text(
            " 마지막 에포크에도 고치고 있었습니다. 규칙을 다시 보십시오: y는 0 또는 1이고, w와 b를 "
            "모두 고칩니다.",
            " It was still updating in its last epoch. See the rule again: y is 0 or 1, and both w "
            "and b are updated.",
        )
    return Text("", "")


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
        listed = ", ".join(f"{n:.4g}" for n in w[:4])
        shown = "?" if b is None else f"{b:.4g}"
        student.tell(
            ko=f"`weights`는 ({listed}), `bias`는 {shown}입니다.",
            en=f"`weights` is ({listed}) and `bias` {shown}.",
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
            ko=f"`errors`의 마지막 수가 0이 아니라 {found[-1]}입니다." + why_not_zero(found).ko,
            en=f"The last number of `errors` is {found[-1]}, not 0." + why_not_zero(found).en,
        )
    fits = may_have_made(found, as_number(student.value("bias")))
    if ends and not fits:
        student.tell(
            ko=f"`errors`에는 고친 횟수가 모두 {sum(found)}번인데, 한 번에 1씩 바뀌는 `bias`와 "
            "맞지 않습니다. 둘은 같은 학습에서 나온 것이어야 합니다.",
            en=f"`errors` counts {sum(found)} updates in all, which does not fit `bias`: each "
            "update moves it by 1. Both should be of the same training.",
        )
    assert ends
    assert fits


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
    elif given.size != len(PETALS):
        student.tell(
            ko=f"`prediction`에 값이 {given.size}개 있습니다. 150개여야 합니다.",
            en=f"`prediction` holds {given.size} values; there should be 150.",
        )
    fits = classes and given.size == len(PETALS)
    other = int(np.sum(~answers_agree(z, given))) if fits else len(PETALS)
    if fits and other and np.all(np.isfinite(z)):
        student.tell(
            ko=f"꽃잎의 길이와 너비(cm)를 `weights`와 `bias`에 넣으면 {other}송이에서 "
            "다른 답이 나옵니다.",
            en=f"With length and width of the petals in cm, `weights` and `bias` give another "
            f"answer for {other} of them.",
        )
    assert other == 0


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
    if trained and given is not None and not own:
        percent = sure - NEAR <= given / 100 <= most + NEAR
        count = round(sure * len(PETALS))
        student.tell(
            ko="퍼센트입니다. 0과 1 사이의 비율로 적으십시오."
            if percent
            else f"이 가중치와 편향은 150송이 가운데 {count}송이를 맞힙니다.",
            en="That is in per cent. Write the share, from 0 to 1."
            if percent
            else f"These weights and this bias get {count} of the 150 right.",
        )
    assert own
