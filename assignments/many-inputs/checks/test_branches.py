"""Networks whose paths part and join: no row of layers is there, so all kernels are compared."""

import json
import re

import numpy as np

from autograder.checks.branches import joined_columns, kernel_shapes, node_activations
from autograder.checks.measures import layers_are_known, left_by_training, parameters, same_table

_ROWS = np.arange(200)[:, None]
X = (_ROWS * [7, 11, 13, 17, 19, 23, 29, 31] + [3, 1, 4, 1, 5, 9, 2, 6]) % 211 / 105 - 1
X = X.astype("float32")
Y = X[:, :1] - X[:, 1:2] / 2 + X[:, 2:3] * X[:, 6:7] + X[:, 7:] ** 2
PARTS = [X[:, :5], X[:, 2:]]
ERROR = 0.15  # mean squared; the best that no hidden layer can do is 0.2

KERNELS = {
    "wide_deep": ((8, 30), (30, 30), (38, 1)),
    "two_inputs": ((6, 30), (30, 30), (35, 1)),
    "two_outputs": ((6, 30), (30, 1), (30, 30), (35, 1)),
}
COUNTS = {"wide_deep": 1239, "two_inputs": 1176, "two_outputs": 1207}


def given(name):
    """What the model takes."""
    return X if name == "wide_deep" else PARTS


def outputs_of(name):
    return 1 if name in {"wide_deep", "two_inputs"} else 2


def is_built(student, name, kind):
    """Whether it has the kernels of this kind of network and takes what is given; told if not."""
    model = student.model(name)
    x = np.zeros((2, 8)) if kind == "wide_deep" else [np.zeros((2, 5)), np.zeros((2, 6))]
    student.predict(name, x, outputs=outputs_of(kind))
    shapes = kernel_shapes(model)
    if shapes == tuple(sorted(KERNELS[kind])) and parameters(model) == COUNTS[kind]:
        return True
    listed = ", ".join(map(str, shapes))
    joined = ", ".join(map(str, joined_columns(model)))
    student.tell(
        ko=f"가중치의 모양은 {listed}이고 파라미터는 모두 {parameters(model)}개입니다."
        + (f" 이어 붙인 곳의 열: {joined}." if joined else " 이어 붙인 곳이 보이지 않습니다."),
        en=f"The weights have the shapes {listed}, {parameters(model)} parameters in all."
        + (f" Columns where paths join: {joined}." if joined else " No paths are seen to join."),
    )
    return False


def bends(student, name):
    """Whether the hidden layers have an activation; believed of a class that can't be read."""
    model = student.model(name)
    if not layers_are_known(model):
        student.predict(name, given(name), outputs=outputs_of(name))  # one that fails is not built
        return True
    hidden = node_activations(model, 30)
    return bool(hidden) and "linear" not in hidden


def is_trained(student, name):
    """Whether it was trained on the table, and is what a training has left; told if not."""
    student.need_record(name)
    training, model = student.training(name), student.model(name)
    if not training.epochs:
        student.tell(
            ko=f"`fit`으로 학습한 기록이 `{name}`에 없습니다.",
            en=f"There is no record that `{name}` was trained with `fit`.",
        )
        return False
    if not left_by_training(model, training.fits):
        student.tell(
            ko=f"`{name}`의 가중치가 마지막 학습이 남긴 것이 아닙니다. 학습이 도중에 중단되었거나, "
            "그다음에 가중치가 바뀌었습니다.",
            en=f"The weights of `{name}` are not those that its training left: it was broken off, "
            "or the weights were changed after it.",
        )
        return False
    labels = Y if outputs_of(name) == 1 else [Y, Y]
    if same_table(training.x, training.y, given(name), labels):
        return True
    tell_data(student, training)
    return False


def tell_data(student, training):
    """Say the shapes that were trained on."""
    x = training.x if isinstance(training.x, tuple) else (training.x,)
    y = training.y if isinstance(training.y, tuple) else (training.y,)
    shapes = ", ".join(str(np.shape(part)) for part in x), ", ".join(str(np.shape(p)) for p in y)
    student.tell(
        ko=f"학습에 쓴 입력의 모양은 {shapes[0]}, 정답의 모양은 {shapes[1]}입니다. 어느 열이 어느 "
        "입력에 들어가는지와 순서를 보십시오.",
        en=f"It was trained on inputs of the shapes {shapes[0]} and labels of {shapes[1]}. See "
        "which columns go into which input, and the order.",
    )


def is_learned(student, name):
    """Whether the mean squared error of the main output is small enough; told if not."""
    found = student.predict(name, given(name), outputs=outputs_of(name))
    main = np.asarray(found[0] if isinstance(found, list) else found, dtype="float64")
    if main.shape != Y.shape:
        student.tell(
            ko=f"`{name}`의 출력의 모양은 {main.shape}입니다. {Y.shape}이어야 합니다.",
            en=f"The output of `{name}` has the shape {main.shape}; it should have {Y.shape}.",
        )
        return False
    error = float(np.mean((main - Y) ** 2))
    if error <= ERROR:
        return True
    student.tell(
        ko=f"`{name}`의 평균 제곱 오차는 {error:.3f}입니다.",
        en=f"The mean squared error of `{name}` is {error:.3f}.",
    )
    return False


def loss_weights(student, name):
    """What the losses of the outputs were weighed with, in order; [] where nothing was said."""
    fits = student.training(name).fits
    try:
        found = json.loads(fits[-1].compiled)["loss_weights"]
    except (IndexError, ValueError, KeyError, TypeError):
        return []
    found = list(found.values()) if isinstance(found, dict) else found
    return found if isinstance(found, list) else []


def is_another(student, name, other):
    """Whether these are two models: one that is handed in twice has the same weights."""
    try:
        weights = student.model(other).weights
    except Exception:  # noqa: BLE001 - the other is not there, or no model
        return True
    own = [np.asarray(weight) for weight in student.model(name).weights]
    theirs = [np.asarray(weight) for weight in weights]
    return not all(any(np.array_equal(a, b) for b in theirs) for a in own if a.ndim == 2)


def test_structure_wide_deep(student):
    """The kernels of wide and deep."""
    assert is_built(student, "wide_deep", "wide_deep")


def test_hidden_wide_deep(student):
    """Hidden layers that bend."""
    assert bends(student, "wide_deep")


def test_trained_wide_deep(student):
    """On x and y."""
    assert is_trained(student, "wide_deep")


def test_learned_wide_deep(student):
    """A small error."""
    assert is_learned(student, "wide_deep")


def test_structure_two_inputs(student):
    """The kernels of two inputs."""
    assert is_built(student, "two_inputs", "two_inputs")


def test_hidden_two_inputs(student):
    """Hidden layers that bend."""
    assert bends(student, "two_inputs")


def test_trained_two_inputs(student):
    """On the columns that belong to each input."""
    assert is_trained(student, "two_inputs")


def test_learned_two_inputs(student):
    """A small error."""
    assert is_learned(student, "two_inputs")


def test_structure_two_outputs(student):
    """The kernels of two outputs."""
    assert is_built(student, "two_outputs", "two_outputs")


def test_hidden_two_outputs(student):
    """Hidden layers that bend."""
    assert bends(student, "two_outputs")


def test_trained_two_outputs(student):
    """Both outputs on y."""
    assert is_trained(student, "two_outputs")


def test_weights_two_outputs(student):
    """0.9 of one and 0.1 of the other."""
    found = loss_weights(student, "two_outputs")
    numbers = [one for one in found if isinstance(one, (int, float))]
    right = len(found) == len(numbers) == 2 and np.allclose(numbers, [0.9, 0.1], atol=1e-6)
    if not right and student.training("two_outputs").epochs:
        listed = ", ".join(f"{one:g}" for one in numbers)
        student.tell(
            ko=f"`loss_weights`는 {listed}입니다." if listed else "`loss_weights`가 없습니다.",
            en=f"`loss_weights` is {listed}." if listed else "There are no `loss_weights`.",
        )
    assert right


def test_structure_subclassed(student):
    """The same network, as a class."""
    written = re.search(r"class\s+\w+\s*\(.*Model\s*\)", student.source)
    own = written and student.class_of("subclassed") not in {"Functional", "Sequential", "Model"}
    built = is_built(student, "subclassed", "two_outputs")
    if built and not own:
        student.tell(
            ko="`subclassed`는 Keras의 모델이며, 직접 만든 클래스의 객체가 아닙니다.",
            en="`subclassed` is a model of Keras and no object of a class of your own.",
        )
    right = built and own and is_another(student, "subclassed", "two_outputs")
    assert right


def test_hidden_subclassed(student):
    """Hidden layers that bend."""
    assert bends(student, "subclassed")


def test_trained_subclassed(student):
    """Both outputs on y."""
    assert is_trained(student, "subclassed")


def test_learned_subclassed(student):
    """A small error of the main output."""
    assert is_learned(student, "subclassed")
