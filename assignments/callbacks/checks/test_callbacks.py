"""Callbacks are judged by what is recorded of the training, and numbers by that record."""

import numpy as np

from autograder.checks.measures import as_number, flat

RNG = np.random.default_rng(7)
X = RNG.uniform(-3, 3, (60, 1)).astype("float32")
Y = (np.sin(X) + RNG.normal(0, 0.2, X.shape)).astype("float32")
PATIENCE = 10
CLOSE = 1e-6


def last_fit(student):
    """The last recorded training of `model`; None, and told so, where there is none."""
    student.training("model")  # a missing model, or something else, is told by this
    found = [fit for fit in student.fits() if "model" in fit.models and fit.epochs]
    if not found:
        student.tell(
            ko="`model`을 학습시킨 기록이 없습니다. `model.fit(...)`을 실행하십시오.",
            en="There is no record that `model` was trained. Run `model.fit(...)`.",
        )
    return found[-1] if found else None


def curve(student, key):
    """A curve of the last training as an array; None, and told so, where it has none."""
    fit = last_fit(student)
    values = fit.history.get(key, ()) if fit else ()
    if fit and not values:
        student.tell(
            ko="학습에 검증 자료가 없어서 검증 손실이 없습니다: "
            "`validation_data=(x_valid, y_valid)`.",
            en="The training had no validation data, and so no validation loss: "
            "`validation_data=(x_valid, y_valid)`.",
        )
    return np.array([np.nan if one is None else one for one in values]) if values else None


def same_curve(student, name, wanted):
    """Whether an array is this curve; tells how long both are, or that numbers differ."""
    given = flat(student.array(name))
    if len(given) != len(wanted):
        student.tell(
            ko=f"`{name}`에는 수가 {len(given)}개 있고, 학습은 {len(wanted)} 에포크였습니다.",
            en=f"`{name}` has {len(given)} numbers; the training had {len(wanted)} epochs.",
        )
        return False
    return np.allclose(given, wanted, rtol=CLOSE, atol=CLOSE, equal_nan=True)


def same_rows(kept, wanted):
    return kept is not None and kept.size == wanted.size and np.allclose(flat(kept), flat(wanted))


def test_data(student):
    """Trained on the first 40 points, with validation data."""
    fit = last_fit(student)
    rows = fit is not None and same_rows(fit.x, X[:40]) and same_rows(fit.y, Y[:40])
    if fit is not None and not rows:
        student.tell(
            ko="학습 자료가 `x_train`, `y_train`이 아닙니다.",
            en="What it was trained on is not `x_train` and `y_train`.",
        )
    assert rows
    assert curve(student, "val_loss") is not None


def callback_of(student, name):
    """The callback of this class of Keras that the last training had; tells if there is none."""
    fit = last_fit(student)
    found = fit.callback(name) if fit else None
    if fit and found is None:
        student.tell(
            ko=f"마지막 학습에 없는 콜백: `{name}`. `callbacks=[...]`에 넣으십시오.",
            en=f"The last training had no `{name}`. Put it into `callbacks=[...]`.",
        )
    return found


def watches_validation(student, found):
    if found.monitor != "val_loss":
        student.tell(
            ko=f"지켜보는 것이 `{found.monitor}`입니다. 검증 손실은 `val_loss`입니다.",
            en=f"It monitors `{found.monitor}`. The validation loss is `val_loss`.",
        )
    return found.monitor == "val_loss"


def test_stopping(student):
    """EarlyStopping waits for ten epochs, and goes back to the best weights."""
    found = callback_of(student, "EarlyStopping")
    assert found is not None
    if found.patience != PATIENCE:
        student.tell(
            ko=f"`patience`가 {found.patience}입니다.", en=f"Its `patience` is {found.patience}."
        )
    if not found.restore_best_weights:
        student.tell(
            ko="가장 좋았던 가중치로 돌아가지 않습니다: `restore_best_weights=True`.",
            en="It does not go back to the best weights: `restore_best_weights=True`.",
        )
    right = [
        watches_validation(student, found),
        found.patience == PATIENCE,
        found.restore_best_weights,
    ]
    student.award(sum(right) / len(right))


def test_checkpoint(student):
    """ModelCheckpoint keeps the model with the best validation loss, and no other."""
    found = callback_of(student, "ModelCheckpoint")
    assert found is not None
    if not found.save_best_only:
        student.tell(
            ko="에포크마다 저장하므로 마지막 모델이 남습니다: `save_best_only=True`.",
            en="It saves in each epoch, so that the last model stays: `save_best_only=True`.",
        )
    assert watches_validation(student, found)
    assert found.save_best_only


def test_curves(student):
    """Both curves are those of the training."""
    loss, val_loss = curve(student, "loss"), curve(student, "val_loss")
    assert val_loss is not None
    right = [
        same_curve(student, "train_loss", loss),
        same_curve(student, "valid_loss", val_loss),
    ]
    if not any(right) and same_curve(student, "train_loss", val_loss):
        student.tell(ko="두 곡선이 서로 바뀌었습니다.", en="The two curves are swapped.")
    student.award(sum(right) / 2)


def test_ratios(student):
    """Validation loss over training loss, in each epoch."""
    loss, val_loss = curve(student, "loss"), curve(student, "val_loss")
    assert val_loss is not None
    right = same_curve(student, "ratios", val_loss / loss)
    if not right and same_curve(student, "ratios", loss / val_loss):
        student.tell(
            ko="나눗셈이 뒤집혔습니다. 검증 손실을 훈련 손실로 나눕니다.",
            en="The division is upside down: it is validation loss over training loss.",
        )
    assert right


def test_stopped_epoch(student):
    """The number of the last epoch, from 0, of a training that was ended early."""
    fit = last_fit(student)
    given = as_number(student.value("stopped_epoch"))
    assert fit is not None
    early = fit.epochs < fit.epochs_asked
    if not early:
        student.tell(
            ko=f"학습이 일찍 끝나지 않고 {fit.epochs} 에포크를 모두 돌았습니다.",
            en=f"The training was not ended early: it ran for all {fit.epochs} epochs.",
        )
    elif given == fit.epochs:
        student.tell(
            ko="에포크의 수입니다. 번호는 0부터 세므로 하나 작습니다.",
            en="That is how many epochs there were. Counted from 0, the last one has a number that "
            "is one less.",
        )
    assert early
    assert given == fit.epochs - 1


def test_best_epoch(student):
    """The number of the epoch, from 0, with the lowest validation loss."""
    values = curve(student, "val_loss")
    given = as_number(student.value("best_epoch"))
    assert values is not None
    if given == np.nanargmin(values) + 1:
        student.tell(ko="번호를 1부터 세었습니다. 0부터 세십시오.", en="Count from 0, not from 1.")
    elif given == len(values) - 1:
        student.tell(
            ko="마지막 에포크입니다. 그 뒤로 나아지지 않아서 멈춘 것이므로, 가장 좋은 것은 더 앞에 "
            "있습니다.",
            en="That is the last epoch. It ended because nothing had become better for a while, so "
            "that the best one is earlier.",
        )
    assert given == np.nanargmin(values)


def test_best(student):
    """The model in the file is the one with the best validation loss."""
    values = curve(student, "val_loss")
    assert values is not None
    x, y = X[40:], Y[40:]
    found = float(np.mean((flat(student.predict("best", x)) - flat(y)) ** 2))
    lowest = float(np.nanmin(values))
    right = abs(found - lowest) <= 1e-4 * max(lowest, 1e-3)
    if not right:
        student.tell(
            ko=f"`best`의 검증 손실은 {found:.5f}입니다. 학습하는 동안 가장 낮았던 것은 "
            f"{lowest:.5f}입니다.",
            en=f"The validation loss of `best` is {found:.5f}. The lowest in the training was "
            f"{lowest:.5f}.",
        )
    assert right
