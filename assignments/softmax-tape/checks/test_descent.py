"""A descent is determined by where it starts: run again, it has to end at the same place."""

import numpy as np

from autograder.checks.measures import flat

X = np.array(
    [[1, 2, 1, 1], [2, 1, 3, 2], [3, 1, 3, 4], [4, 1, 5, 5],
     [1, 7, 5, 5], [1, 2, 5, 6], [1, 6, 6, 6], [1, 7, 7, 7]],
    dtype=np.float64,
)  # fmt: skip
CLASSES = np.array([2, 2, 2, 1, 1, 1, 0, 0])
Y = np.eye(3)[CLASSES]
STEPS, RATE = 2001, 0.1
SAME = 5e-3  # float32 ends within 0.002 of float64; another rate ends further than 0.2 away
LOSS = 1e-3  # relative above 1
STEP = 0.02  # how much a loss may change in one step


def softmax(z):
    """Of each row, shape (rows, classes)."""
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def cost(weights, bias):
    """The mean cross-entropy of the eight rows."""
    z = X @ weights + bias
    highest = z.max(axis=1)
    logs = z[np.arange(8), CLASSES] - highest - np.log(np.exp(z - highest[:, None]).sum(axis=1))
    return float(-logs.mean())


def descended(start, *, steps=STEPS, rate=RATE, twice=False, moves_bias=True):
    """Where a descent ends; ``twice`` goes through the softmax two times, as many do."""
    weights, bias = start
    for _ in range(steps):
        given = softmax(X @ weights + bias)
        slope = (softmax(given) if twice else given) - Y
        if twice:
            slope = given * (slope - (slope * given).sum(axis=1, keepdims=True))
        weights = weights - rate * X.T @ slope / 8
        if moves_bias:
            bias = bias - rate * slope.sum(axis=0) / 8
    return weights, bias


def arrays(student, *names):
    """(W, B) pairs as float64; None, and told, where they can't be multiplied."""
    found = [flat(student.array(name)) for name in names]
    right = all(
        one.size == size and np.all(np.isfinite(one)) and np.abs(one).max() < 1e6
        for one, size in zip(found, (12, 3) * 2, strict=False)
    )
    if not right:
        listed = ", ".join(f"`{name}`" for name in names)
        student.tell(
            ko=f"{listed}: W에는 수가 12개, B에는 3개 있어야 하며 `nan`이나 `inf`가 없어야 합니다. "
            "`nan`은 기울기를 빼지 않고 더했거나 0의 로그를 구했을 때 나옵니다.",
            en=f"{listed}: there should be 12 numbers in W and 3 in B, and no `nan` or `inf`. "
            "A `nan` comes of adding the gradient in the place of subtracting it, or of the "
            "logarithm of 0.",
        )
        return None
    return [one.reshape(4, 3) if one.size == 12 else one for one in found]


OTHERWISE = [  # another descent, and what it comes of
    {
        "changed": {"rate": 8 * RATE},
        "ko": "행의 손실을 더하기만 했습니다. 여덟 행의 **평균**이어야 하며, "
        "더하면 학습률이 8배가 됩니다.",
        "en": "The losses of the rows were added up. It is their **mean**: a sum makes the "
        "learning rate 8 times as large.",
    },
    {
        "changed": {"twice": True},
        "ko": "소프트맥스를 두 번 지났습니다. `…_with_logits`에는 x W + B를 그대로 줍니다.",
        "en": "It went through the softmax twice. `…_with_logits` is given x W + B as it is.",
    },
    {
        "changed": {"moves_bias": False},
        "ko": "B가 움직이지 않았습니다. B로 미분한 기울기도 구하여 B를 고칩니다.",
        "en": "B did not move. Take the gradient by B, too, and update it.",
    },
    {
        "changed": {"rate": RATE / 10},
        "ko": "학습률이 0.01입니다. 0.1로 두십시오.",
        "en": "The learning rate is 0.01. Take 0.1.",
    },
    {
        "changed": {"steps": 1000},
        "ko": "1,000걸음입니다. 2,001걸음이 필요합니다.",
        "en": "That is 1,000 steps. There should be 2,001.",
    },
    {
        "changed": {"steps": 0},
        "ko": "시작할 때의 값과 같습니다. `tf.Variable` 그 자체를 시작 값으로 두면 학습과 함께 "
        "변합니다. `W.numpy().copy()`처럼 복사해 두십시오.",
        "en": "It is where it started. A `tf.Variable` that is kept as the start changes along "
        "with the training: keep a copy, such as `W.numpy().copy()`.",
    },
]


def tell_how(student, end, start):
    """Say of which mistake a wrong end comes, if that shows."""
    for one in OTHERWISE:
        with np.errstate(all="ignore"):
            other = descended(start, **one["changed"])
        if all(np.allclose(a, b, rtol=0, atol=SAME) for a, b in zip(other, end, strict=True)):
            student.tell(ko=one["ko"], en=one["en"])
            return


def ends_right(student, place):
    """Whether W (place 0) or B (place 1) is where 2,001 steps from the start lead."""
    found = arrays(student, "W_start", "B_start", "W", "B")
    if found is None:
        return False
    start, end = found[:2], found[2:]
    right = descended(start)[place]
    if np.allclose(right, end[place], rtol=0, atol=SAME):
        return True
    tell_how(student, end, start)
    return False


def test_W(student):
    """Run again, the descent ends at this W."""
    assert ends_right(student, 0)


def test_B(student):
    """Run again, the descent ends at this B."""
    assert ends_right(student, 1)


def near(found, wanted, within=LOSS):
    """Whether a loss is this one."""
    return abs(found - wanted) <= within * max(1, wanted)


def test_losses(student):
    """The first loss is that of the start or of one step later, the last one that of the end."""
    losses, found = flat(student.array("losses")), arrays(student, "W_start", "B_start", "W", "B")
    assert found is not None
    assert losses.size > 1
    start, end = found[:2], found[2:]
    begun = [cost(*start), cost(*descended(start, steps=1))]
    ended = cost(*end)
    right = any(near(losses[0], one) for one in begun) and near(losses[-1], ended, STEP)
    if not right and near(losses[-1], 8 * ended):
        student.tell(
            ko="여덟 행의 손실을 더한 값입니다. 평균이어야 합니다.",
            en="These are sums over the eight rows. They should be means.",
        )
    assert right


def test_cost(student):
    """What was learned: the cost of W and B."""
    found = arrays(student, "W", "B")
    assert found is not None
    reached = cost(*found)
    student.tell(ko=f"손실은 {reached:.3g}입니다.", en=f"The cost is {reached:.3g}.")
    assert reached <= 0.25


def test_prediction(student):
    """The softmax of x W + B, for the eight rows."""
    prediction, found = student.array("prediction"), arrays(student, "W", "B")
    assert found is not None
    z = X @ found[0] + found[1]
    right = prediction.size == 24 and np.allclose(flat(prediction), flat(softmax(z)), atol=1e-4)
    if not right and prediction.size == 24 and np.allclose(flat(prediction), flat(z), atol=1e-3):
        student.tell(
            ko="소프트맥스를 지나기 전의 값입니다.", en="These are the values before the softmax."
        )
    assert right
