"""What is advised in place of a library that is not there works as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.libraries import KNOWN
from autograder.messages.replacements import Replacement, replacement, replacements


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """What the pieces of code use."""
    import keras
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    import numpy as np

    keras.utils.set_random_seed(1)
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    return {
        "np": np,
        "plt": plt,
        "keras": keras,
        "model": model,
        "x": x,
        "y": np.array([[0], [1], [1], [0]], dtype="float32"),
        "y_true": np.array([0, 1, 1, 0]),
        "y_pred": np.array([0, 1, 0, 0]),
        "labels": np.array(["cat", "dog", "dog", "cat"]),
        "picture": np.zeros((8, 8, 3), dtype="float32"),
    }


@pytest.mark.parametrize("one", replacements(), ids=lambda one: one.paths[0])
def test_the_code_runs(
    one: Replacement, names: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scores.csv").write_text("a,b,y\n0,1,1\n1,1,0\n", encoding="utf-8")
    names["plt"].imsave("picture.png", names["picture"])
    space = dict(names)
    exec(one.code, space)
    assert any(space[name] is not names.get(name) for name in set(space) - {"__builtins__"})
    assert one.todo.ko.endswith(":")
    assert one.todo.en.endswith(":")


def test_the_numbers_are_those_of_the_library(names: dict[str, Any]) -> None:
    metrics = pytest.importorskip(
        "sklearn.metrics", reason="the extra keras-autograder[colab] is not installed"
    )
    space = dict(names)
    for path in ("accuracy_score", "confusion_matrix", "mean_squared_error", "log_loss"):
        found = replacement(f"sklearn.metrics.{path}")
        assert found is not None
        exec(found.code, space)
    given = names["y_true"], names["y_pred"]
    assert space["accuracy"] == pytest.approx(metrics.accuracy_score(*given))
    assert space["matrix"].tolist() == metrics.confusion_matrix(*given).tolist()
    assert space["error"] == pytest.approx(metrics.mean_squared_error(*given))
    answers = names["model"].predict(names["x"], verbose=0)
    assert space["loss"] == pytest.approx(metrics.log_loss(names["y"].ravel(), answers), abs=1e-6)


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("pandas.read_csv", "genfromtxt"),
        ("pandas.DataFrame", "np.array"),
        ("pandas.concat", "np.array"),
        ("sklearn.model_selection.train_test_split", "permutation"),
        ("sklearn.metrics.f1_score", "precision"),
        ("sklearn.preprocessing.StandardScaler", "std"),
    ],
)
def test_the_nearest_entry_speaks(path: str, word: str) -> None:
    found = replacement(path)
    assert found is not None
    assert word in found.code


def test_nothing_is_advised_for_what_has_no_entry() -> None:
    assert replacement("xgboost.XGBClassifier") is None
    assert replacement("pandasql.sqldf") is None
    assert replacement("") is None


def test_every_entry_is_of_a_known_library() -> None:
    roots = {path.partition(".")[0] for one in replacements() for path in one.paths}
    assert roots <= set(KNOWN.values())
