"""A model that was saved and opened again has the weights of the one that was saved."""

import numpy as np

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
Y = np.array([0, 1, 1, 0])
MORE = 50
HIGHER = 1.05  # what the loss may rise by, by rounding and the steps of Adam


def weights(student, name):
    return [np.asarray(weight) for weight in student.model(name).weights]


def same(one, other):
    """Whether two models have the same weights, bit by bit but for the last ones."""
    return [w.shape for w in one] == [w.shape for w in other] and all(
        np.allclose(a, b, rtol=1e-6, atol=1e-7) for a, b in zip(one, other, strict=True)
    )


def own_fits(student, name):
    """The recorded trainings of this very model, without those before it was saved."""
    return [
        fit
        for fit in student.fits()
        if name in fit.models and "model" not in fit.models and fit.epochs
    ]


def has_weights_of_model(student, name):
    """Whether a model has the weights of `model`; tells how they may have come about if not."""
    model, found = weights(student, "model"), weights(student, name)
    if same(model, found):
        return True
    if [w.shape for w in model] != [w.shape for w in found]:
        return student.tell_network(name)
    begun = any(
        fit.initial_weights is not None and same(fit.initial_weights, found)
        for fit in student.fits()
        if "model" in fit.models
    )
    if begun:
        student.tell(
            ko=f"`{name}`의 가중치는 `model`이 학습을 **시작하기 전의** 가중치입니다. 학습이 끝난 "
            "뒤에 저장하십시오.",
            en=f"`{name}` has the weights that `model` had **before** its training. Save it after.",
        )
    elif own_fits(student, name):
        student.tell(
            ko=f"`{name}`: 파일을 연 뒤에 학습시켰습니다. 여기서는 연 그대로 두십시오.",
            en=f"`{name}` was trained after it was opened. Leave it as it was in the file.",
        )
    else:
        student.tell(
            ko=f"`{name}`의 가중치는 `model`의 것과 다르고, 학습시킨 기록도 없습니다. 파일에서 "
            "가중치를 읽었는지 보십시오.",
            en=f"`{name}` has other weights than `model`, and there is no record that it was "
            "trained. See that the weights were read from the file.",
        )
    return False


def test_restored(student):
    """The model from the file has the weights of the one that was saved."""
    assert has_weights_of_model(student, "restored")


def test_from_weights(student):
    """The new model has the weights of the one that was saved."""
    assert has_weights_of_model(student, "from_weights")


def test_continued(student):
    """The training went on where the saved one had ended, for 50 epochs, and did no harm."""
    model = weights(student, "model")
    weights(student, "continued")
    fits = own_fits(student, "continued")
    if not fits:
        student.tell(
            ko="`continued`를 더 학습시킨 기록이 없습니다.",
            en="There is no record that `continued` was trained on.",
        )
    assert fits
    start = fits[0].initial_weights
    begun = start is not None and same(start, model)
    if not begun:
        student.tell(
            ko="`continued`의 학습이 `model`의 가중치에서 시작하지 않았습니다. `xor.keras`를 "
            "열어서 이어 가십시오.",
            en="The training of `continued` did not begin with the weights of `model`. Open "
            "`xor.keras` and go on from there.",
        )
    assert begun
    epochs = sum(fit.epochs for fit in fits)
    if epochs != MORE:
        student.tell(
            ko=f"`continued`는 {epochs} 에포크 더 학습했습니다.",
            en=f"`continued` was trained on for {epochs} epochs.",
        )
    assert epochs == MORE
    before, after = (loss(student.predict(name, X)) for name in ("model", "continued"))
    if after > before * HIGHER:
        student.tell(
            ko=f"이어서 학습한 뒤에 손실이 커졌습니다: {before:.5f} → {after:.5f}. 다시 컴파일하지 "
            "말고, 같은 자료로 학습시키십시오.",
            en=f"With the training that went on, the loss rose from {before:.5f} to {after:.5f}. "
            "Use the same data, and do not compile again.",
        )
    assert after <= before * HIGHER


def loss(outputs):
    """Binary cross-entropy on the training table."""
    p = np.clip(np.asarray(outputs, dtype=np.float64).reshape(-1), 1e-7, 1 - 1e-7)
    return float(-np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p)))
