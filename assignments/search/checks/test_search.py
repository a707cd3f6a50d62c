"""What a search reports is held against the trainings that are recorded."""

import itertools

import numpy as np

from autograder.checks.measures import as_number, same_table

RNG = np.random.default_rng(11)
X = RNG.uniform(-1, 1, (250, 2)).astype("float32")
Y = (np.sin(4 * X[:, :1]) * X[:, 1:] + RNG.normal(0, 0.05, (250, 1))).astype("float32")
ROWS = 200  # for training; the others are for validation

GRID = tuple(itertools.product((1, 2), (5, 15, 40), (1e-4, 1e-2, 1.0)))
KEYS = ("n_hidden", "n_neurons", "learning_rate", "val_loss")
EPOCHS = 20


def near(one, other, part=1e-5):
    return (
        one is not None and other is not None and abs(one - other) <= part * max(1e-6, abs(other))
    )


def setting_of(entry):
    """The numbers of a dict of the results, by KEYS; None where it lacks one."""
    if not isinstance(entry, dict) or not set(KEYS) <= set(entry):
        return None
    found = tuple(as_number(entry[key]) for key in KEYS)
    return None if None in found else found


def grid_place(setting):
    """Which of the 18 settings this is; None where it is none of them."""
    places = [at for at, one in enumerate(GRID) if all(map(near, setting[:3], one))]
    return places[0] if places else None


def settings(student):
    """What `results` holds, as tuples by KEYS; [] and told where it is no list of such dicts."""
    given = student.value("results")
    found = [setting_of(one) for one in given] if isinstance(given, list) else [None]
    if not found or None in found:
        student.tell(
            ko="`results`는 키 `n_hidden`, `n_neurons`, `learning_rate`, `val_loss`에 수가 있는 "
            "딕셔너리의 리스트여야 합니다.",
            en="`results` should be a list of dicts that hold numbers under `n_hidden`, "
            "`n_neurons`, `learning_rate` and `val_loss`.",
        )
        return []
    return found


def shapes_of(n_hidden, n_neurons):
    """The shapes of the weights of such a model."""
    sizes = [2, *[int(n_neurons)] * int(n_hidden), 1]
    pairs = itertools.pairwise(sizes)
    return tuple(shape for before, after in pairs for shape in ((before, after), (after,)))


def matching(student, setting):
    """The recorded fits of a network of this setting's size with its learning rate."""
    return [
        fit
        for fit in student.fits()
        if fit.shapes == shapes_of(*setting[:2]) and near(fit.learning_rate, setting[2])
    ]


def is_on_training_rows(fit):
    """Whether its weights were found on `x_train`, `y_train`, or Keras parted these off itself."""
    x, y = fit.x, fit.y
    if fit.record.arguments.get("validation_split") == "0.2" and x is not None and y is not None:
        x, y = x[:ROWS], y[:ROWS]
    return same_table(x, y, X[:ROWS], Y[:ROWS])


def is_by_adam(fit):
    return fit.compiled is None or fit.compiled.optimizer.name == "Adam"


def is_validated(fit):
    """Whether ReLU layers with the weights that it left have the validation loss that it had."""
    weights = fit.final_weights
    if weights is None:
        return True
    rows = X[ROWS:].astype("float64")
    for at in range(0, len(weights), 2):
        rows = rows @ weights[at] + weights[at + 1]
        rows = np.maximum(rows, 0) if at + 2 < len(weights) else rows
    return near(fit.last("val_loss"), float(np.mean((rows - Y[ROWS:]) ** 2)), 1e-3)


def tell_faults(student, fits):
    """Say what is wrong with trainings that have the right size and rate."""
    if not all(map(is_on_training_rows, fits)):
        student.tell(
            ko="학습 자료가 `x_train`, `y_train`이 아닌 학습이 있습니다. 검증 자료로 학습한 모델은 "
            "그 자료로 평가할 수 없습니다.",
            en="Some trainings were not on `x_train` and `y_train`. A model that has seen the "
            "validation data can't be judged by them.",
        )
    elif not all(map(is_by_adam, fits)):
        student.tell(
            ko="옵티마이저가 Adam이 아닌 학습이 있습니다.",
            en="In some trainings the optimizer is not Adam.",
        )
    elif not all(map(is_validated, fits)):
        student.tell(
            ko="`x_valid`, `y_valid`의 평균 제곱 오차가 아닌 검증 손실이 있습니다. 은닉층의 "
            '`activation="relu"`, 손실 `"mse"`, `validation_data=(x_valid, y_valid)`를 '
            "확인하십시오.",
            en="Some validation losses are not the mean squared error of `x_valid` and `y_valid`. "
            'See `activation="relu"` in the hidden layers, the loss `"mse"`, and '
            "`validation_data=(x_valid, y_valid)`.",
        )


def test_results(student):
    """All 18 settings, each once."""
    found = settings(student)
    places = [grid_place(one) for one in found]
    if set(places) != set(range(len(GRID))) or len(places) != len(GRID):
        student.tell(
            ko=f"`results`에는 딕셔너리가 {len(places)}개 있고, 그 가운데 18가지 설정에 드는 것은 "
            f"{len(set(places) - {None})}가지입니다.",
            en=f"`results` has {len(places)} dicts, and {len(set(places) - {None})} of the 18 "
            "settings among them.",
        )
    assert sorted(-1 if one is None else one for one in places) == list(range(len(GRID)))


def test_recorded(student):
    """Each validation loss is that of the last epoch of a recorded training with this setting."""
    found = settings(student)
    assert found
    lost = [one for one in found if not matching(student, one)]
    meant = [
        [fit for fit in matching(student, one) if near(fit.last("val_loss"), one[3])]
        for one in found
    ]
    tests = (is_on_training_rows, is_by_adam, is_validated)
    right = [fits for fits in meant if any(all(test(fit) for test in tests) for fit in fits)]
    if lost:
        student.tell(
            ko=f"{len(lost)}가지는 그 크기와 학습률로 학습시킨 기록이 없습니다. `learning_rate`가 "
            "옵티마이저에 전달되는지 보십시오.",
            en=f"For {len(lost)} of them there is no record of a training of that size with that "
            "learning rate. See that `learning_rate` reaches the optimizer.",
        )
    elif all(meant):
        tell_faults(student, [fit for fits in meant for fit in fits])
    else:
        other = len(found) - sum(map(bool, meant))
        student.tell(
            ko=f"{other}가지는 `val_loss`가 기록과 다릅니다. 마지막 에포크의 검증 손실, "
            '`history.history["val_loss"][-1]`인지 보십시오.',
            en=f"In {other} of them `val_loss` is not that of the record. See that it is the "
            'validation loss of the last epoch, `history.history["val_loss"][-1]`.',
        )
    student.award(len(right) / len(found))


def test_fresh(student):
    """Each setting was trained for 20 epochs, from new weights."""
    sizes = {shapes_of(*one[:2]) for one in GRID}
    runs = [run for run in student.runs() if run[0].shapes in sizes]
    fresh = [run for run in runs if sum(fit.epochs for fit in run) == EPOCHS]
    starts = {run[0].record.initial_weights for run in fresh}
    longer = any(sum(fit.epochs for fit in run) > EPOCHS for run in runs)
    if longer and len(starts) < len(GRID):
        student.tell(
            ko="같은 모델을 이어서 학습시킨 것이 있습니다. 설정마다 `build_model`로 새로 "
            "만드십시오.",
            en="A model was trained on from one setting to the next. Build a new one for each.",
        )
    assert len(starts) >= len(GRID) or student.tell_runs(runs)


def test_best(student):
    """The dict with the lowest validation loss."""
    found, best = settings(student), setting_of(student.value("best"))
    assert found
    losses = [one[3] for one in found]
    lowest = found[int(np.argmin(losses))]
    if best is not None and near(best[3], max(losses)):
        student.tell(
            ko="검증 손실이 가장 **높은** 것입니다.", en="That is the **highest** validation loss."
        )
    assert best is not None
    assert all(map(near, best, lowest))


def test_best_model(student):
    """A model of the best size, trained with the best learning rate."""
    found, model = settings(student), student.model("best_model")
    assert found
    best = found[int(np.argmin([one[3] for one in found]))]
    fits = [fit for fit in student.fits() if "best_model" in fit.models and fit.epochs]
    rates = [fit.learning_rate for fit in fits]
    shapes = tuple(tuple(weight.shape) for weight in model.weights)
    if not fits:
        student.tell(
            ko="`best_model`을 학습시킨 기록이 없습니다.",
            en="There is no record that `best_model` was trained.",
        )
    elif shapes == shapes_of(*best[:2]) and not near(rates[-1], best[2]):
        student.tell(
            ko=f"`best_model`을 학습시킨 학습률은 {rates[-1]:g}입니다.",
            en=f"`best_model` was trained with the learning rate {rates[-1]:g}.",
        )
    right = shapes == shapes_of(*best[:2]) or student.tell_network("best_model")
    assert right
    assert fits
    assert near(rates[-1], best[2])
    assert sum(fit.epochs for fit in fits) >= EPOCHS
