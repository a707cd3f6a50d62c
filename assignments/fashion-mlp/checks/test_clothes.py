"""Models of pictures: their data are known by a digest, and repeated from the course's own."""

import gzip

import numpy as np

from autograder.checks.large_data import trained_on
from autograder.checks.measures import (
    as_number,
    close,
    flat,
    left_by_training,
    near,
    output_activation,
    own_prediction,
)
from autograder.evidence import unpack_array
from autograder.util.digests import data_digest

# What the pictures are: "fashion-mnist", or the digits of "mnist.npz" where the course has them.
# docs/how-to/mnist.md says what else to change.
SOURCE = "fashion-mnist"
# 200 seeds: five epochs of Adam end at 0.80 or more, two of SGD(0.01) at 0.75 or less; of MNIST at
# 0.89 and 0.81. See benchmarks/experiments/pictures.json.
ENOUGH = {"fashion-mnist": 0.78, "mnist.npz": 0.85}[SOURCE]
ROWS = {"train": 6000, "t10k": 1000}


def unpacked(student, part, kind, header):
    """The bytes of one of the four files behind its header."""
    path = student.data.path(f"fashion-mnist/{part}-{kind}-ubyte.gz")
    with gzip.open(path) as file:
        return np.frombuffer(file.read()[header:], np.uint8)


def pictures_of(student, part):
    """Pictures (rows, 28, 28) from 0 to 255, and their kinds (rows,)."""
    if SOURCE == "mnist.npz":
        names = {"train": ("x_train", "y_train"), "t10k": ("x_test", "y_test")}[part]
        with np.load(student.data.path(SOURCE), allow_pickle=False) as file:
            return tuple(file[name][: ROWS[part]] for name in names)
    pictures = unpacked(student, part, "images-idx3", 16).reshape(-1, 28, 28)[: ROWS[part]]
    return pictures, unpacked(student, part, "labels-idx1", 8)[: ROWS[part]]


def as_inputs(model, pictures):
    """Pictures between 0 and 1 in the shape that a model takes."""
    shape = getattr(model, "input_shape", None)
    shape = shape[1:] if isinstance(shape, tuple) else ()
    if int(np.prod(shape or (0,))) != 784:
        shape = (28, 28)
    return (pictures / np.float32(255)).reshape(-1, *shape)


def outputs(student, name="model"):
    """What a model gives for the 1,000 test pictures."""
    pictures, _ = pictures_of(student, "t10k")
    return student.predict(name, as_inputs(student.model(name), pictures), outputs=1)


def is_trained(student, name):
    """Whether every training of it was on the course's pictures and kinds, as they should be."""
    student.need_record(name)
    pictures, kinds = pictures_of(student, "train")
    fits = [fit for fit in student.training(name).fits if fit.epochs]
    right = trained_on(fits, [pictures / 255]) and all(has_kinds(fit, kinds) for fit in fits)
    if right and not left_by_training(student.model(name), fits):
        student.tell(
            ko=f"`{name}`의 가중치가 기록된 학습이 끝났을 때의 것과 다릅니다.",
            en=f"The weights of `{name}` are not those that a recorded training ended with.",
        )
        return False
    if not right:
        tell_data(student, name, fits, pictures)
    return right


def has_kinds(fit, kinds):
    """Whether it was given these kinds in their order, as numbers or one-hot."""
    if fit.y is None:
        one_hot = data_digest(np.eye(10)[kinds])
        return fit.y_digest in {"", data_digest(kinds), data_digest(kinds[:, None]), one_hot}
    given = unpack_array(fit.y)
    if given.ndim == 2 and given.shape[1] == 10:
        given = given.argmax(axis=1)
    return given.size == kinds.size and np.array_equal(given.reshape(-1), kinds)


def tell_data(student, name, fits, pictures):
    """What a training was given instead, where that can be said."""
    digests = {fit.x_digest for fit in fits}
    if not fits:
        student.tell(
            ko="이 모델을 `fit`으로 학습시킨 기록이 없습니다.",
            en=f"There is no record that `{name}` was trained with `fit`.",
        )
    elif data_digest(pictures) in digests:
        student.tell(
            ko="화소를 255로 나누지 않고 학습시켰습니다.",
            en="It was trained on pixels that are not divided by 255.",
        )
    elif data_digest(pictures_of(student, "t10k")[0] / 255) in digests:
        student.tell(
            ko="시험용 사진으로 학습시켰습니다. `x_train`을 쓰십시오.",
            en="It was trained on the test pictures. Use `x_train`.",
        )
    elif other := {fit.samples for fit in fits} - {0, len(pictures)}:
        student.tell(
            ko=f"사진 {max(other):,}장으로 학습시켰습니다. 훈련용 {len(pictures):,}장만 쓰십시오.",
            en=f"It was trained on {max(other):,} pictures. Use the {len(pictures):,} for training "
            "alone.",
        )


def test_trained(student):
    """On the 6,000 pictures, divided by 255, with their kinds."""
    assert is_trained(student, "model")


def test_trained_small(student):
    """The same of the smaller network."""
    assert is_trained(student, "model_small")


def activations(model):
    """Names of the activations of the layers with weights; () where the layers are not known."""
    layers = getattr(model, "layers", None) or ()
    names = [getattr(getattr(one, "activation", None), "__name__", "") for one in layers]
    return tuple(name for name in names if name and name != "linear")


def test_activations(student):
    """ReLU in both hidden layers, softmax at the output: each row of outputs sums to 1."""
    found, model = outputs(student), student.model("model")
    shares = found.shape == (1000, 10) and np.all(found >= 0)
    shares = shares and np.allclose(found.sum(axis=1), 1, atol=1e-3)
    is_softmax = shares and output_activation(model) in {"softmax", ""}
    assert is_softmax
    hidden = activations(model)[:-1]
    right = hidden in {(), ("relu", "relu")} and (hidden or not hasattr(model, "layers"))
    if not right:
        student.tell(
            ko="은닉층의 활성화 함수: " + (", ".join(hidden) or "없음"),
            en="The activations of the hidden layers: " + (", ".join(hidden) or "none"),
        )
    assert right


def test_sorts_unseen(student):
    """The own run gets enough test pictures right, and repeating its record confirms it."""
    pictures, kinds = pictures_of(student, "train")
    model = student.model("model")
    student.data.offer(as_inputs(model, pictures), kinds, np.eye(10, dtype="float32")[kinds])
    test, test_kinds = pictures_of(student, "t10k")
    inputs = as_inputs(model, test)
    assert student.learned(
        "model", inputs, test_kinds, accuracy=ENOUGH, by_layers=False, restarts=False
    )


def test_history(student):
    """The curves of the recorded training: a loss and an accuracy for each epoch."""
    given, known = student.value("history"), student.training("model").history
    loss, accuracy = (curve(given, key) for key in ("loss", "accuracy"))
    if not isinstance(given, dict):
        student.tell(
            ko="`history`가 사전이 아닙니다. `fit(...).history`를 남기십시오.",
            en="`history` is no dictionary. Keep `fit(...).history`.",
        )
    epochs = len(known.get("loss", ()))
    if isinstance(given, dict) and {loss.size, accuracy.size} != {epochs}:
        student.tell(
            ko=f"`history`에는 `loss`와 `accuracy`라는 이름으로 손실 {loss.size}개와 정확도 "
            f"{accuracy.size}개가 있습니다. `model`은 모두 {epochs} 에포크 학습했습니다.",
            en=f"`history` has {loss.size} losses and {accuracy.size} accuracies, as `loss` and "
            f"`accuracy`; `model` was trained for {epochs} epochs in all.",
        )
    recorded = [[np.nan if one is None else one for one in known.get(key, ())]
                for key in ("loss", "accuracy")]  # fmt: skip
    as_recorded = loss.size >= 1 and close(loss, recorded[0]) and close(accuracy, recorded[1])
    assert as_recorded


def curve(given, key):
    """The numbers of a curve; none where there is no such curve."""
    found = given.get(key) if isinstance(given, dict) else None
    numbers = [as_number(one) for one in found] if isinstance(found, list) else []
    return flat([np.nan if one is None else one for one in numbers])


def test_hidden_weights(student):
    """The kernel of the first hidden layer."""
    kernels = [np.asarray(one) for one in student.model("model").weights if one.shape == (784, 300)]
    given = student.array("hidden_weights")
    shaped = given.shape == (784, 300)
    right = shaped and any(close(given, one, 1e-6) for one in kernels)
    if not shaped:
        student.tell_shape("hidden_weights")
    elif kernels and not right:
        student.tell(
            ko="지금 `model`에 있는 가중치와 다릅니다. 학습을 마친 다음에 꺼내십시오.",
            en="They are not the weights that `model` has now. Take them out after the training.",
        )
    assert right


def test_prediction_own(student):
    """Ten probabilities for each of the first three test pictures."""
    given, found = student.array("prediction"), outputs(student)[:3]
    assert own_prediction(student.model("model"), given, found)


def test_share_right(student):
    """The share of the 1,000 that the model gets right."""
    given, kinds = as_number(student.value("test_accuracy")), pictures_of(student, "t10k")[1]
    wanted = float(np.mean(outputs(student).argmax(axis=1) == kinds))
    if near(given, 100 * wanted, 0.1):
        student.tell(
            ko="백분율이 아니라 0과 1 사이의 수로 적습니다.",
            en="Write it as a number between 0 and 1, not in per cent.",
        )
    assert near(given, wanted, 1.5e-3)
