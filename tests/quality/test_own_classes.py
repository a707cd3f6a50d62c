"""Known-wrong submissions of a reference whose models have classes of the author's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checks.mutant import NOT_MADE, PRELUDE
from autograder.course import loader
from autograder.quality.verify import Finding, verify
from autograder.records import LocalAssignment

X = np.array([[-2.0], [0.0], [1.0]], "float32")


# --- the functions that mutants are written with --------------------------------------------


class Net(keras.Model):
    """Names its output first, and has to be told nothing."""

    def __init__(self, nodes: int = 3) -> None:
        super().__init__()
        self.out = keras.layers.Dense(1, activation="sigmoid")
        self.hidden = keras.layers.Dense(nodes, activation="relu")

    def call(self, inputs: Any) -> Any:
        return self.out(self.hidden(inputs))


class Affine(keras.layers.Layer):
    """A layer that takes neither a name nor a type of numbers."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.units = units

    def build(self, input_shape: Any) -> None:
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs: Any) -> Any:
        return inputs @ self.w + self.b


class Given(keras.Model):
    """A class that is given its layer: another one of it would share that."""

    def __init__(self, layer: keras.layers.Layer) -> None:
        super().__init__()
        self.layer = layer

    def call(self, inputs: Any) -> Any:
        return self.layer(inputs)


def own_loss(right: Any, given: Any) -> Any:
    return keras.ops.mean(keras.ops.square(right - given))


@pytest.fixture(scope="module")
def tools() -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(PRELUDE, found)
    return found


def trained(model: keras.Model) -> keras.Model:
    model.compile("sgd", own_loss)
    model.fit(X, X, verbose=0)
    return model


def with_own_layers() -> keras.Model:
    inputs = keras.Input((1,))
    return keras.Model(inputs, Affine(1)(Affine(3)(inputs)))


MADE = {
    "a class": Net,
    "layers of a class, Functional": with_own_layers,
    "layers of a class, Sequential": lambda: keras.Sequential([Affine(2), Affine(1)]),
}


@pytest.mark.parametrize("name", MADE)
def test_a_model_of_own_classes_is_made_again_untrained(name: str, tools: dict[str, Any]) -> None:
    keras.utils.set_random_seed(1)
    model = trained(MADE[name]())
    before = model.get_weights()
    fresh = tools["_fresh"](model)
    assert type(fresh) is type(model)
    assert [w.shape for w in fresh.get_weights()] == [w.shape for w in before]
    assert not all(map(np.array_equal, fresh.get_weights(), before))
    fresh.fit(X, X, verbose=0)
    assert all(map(np.array_equal, model.get_weights(), before))
    by_hand = tools["_by_hand"](model)
    assert all(np.allclose(a, 1.01 * b) for a, b in zip(by_hand.get_weights(), before, strict=True))


@pytest.mark.parametrize(
    "make", [lambda: Net(5), lambda: Given(keras.layers.Dense(1))], ids=["size", "layer"]
)
def test_a_class_that_has_to_be_told_something_is_said_to_be_not_made(
    make: Any, tools: dict[str, Any]
) -> None:
    model = trained(make())
    with pytest.raises(tools[NOT_MADE], match="its class"):
        tools["_fresh"](model)


def test_another_output_is_where_the_output_comes_from(tools: dict[str, Any]) -> None:
    keras.utils.set_random_seed(1)
    made = tools["_with_output"](trained(Net()), "linear", X)
    assert (made.out.activation.__name__, made.hidden.activation.__name__) == ("linear", "relu")
    with pytest.raises(tools[NOT_MADE], match="no layer"):
        tools["_with_output"](trained(with_own_layers()), "tanh", X)


def test_a_chain_is_activated_as_a_class_is_whatever_it_names_first(tools: dict[str, Any]) -> None:
    chain = tools["_chain"]([1, 4, 1], trained(Net()))
    assert [layer.activation.__name__ for layer in chain.layers] == ["relu", "sigmoid"]
    chain = tools["_chain"]([1, 4, 1], trained(with_own_layers()), output="tanh")
    assert chain.layers[-1].activation.__name__ == "tanh"


# --- verify, in the sandbox -------------------------------------------------------------------

SPEC = """
id = "own"
version = 1
title = "Own classes"

[tables.line]
x = [[-2], [-1], [0], [1], [2], [3]]
y = [0, 1, 2, 3, 4, 5]

[parts.network]
each = ["class", "layer"]
title = "The model with an own {each}"
checks = [
  { use = "parameters", model = "model_{each}", layers = [1, 3, 1] },
  { use = "activation", model = "model_{each}", table = "line", activation = "linear" },
  { use = "output_shape", model = "model_{each}", table = "line", shape = [1] },
  { use = "trained", model = "model_{each}", table = "line" },
  { use = "fitted", model = "model_{each}", table = "line", within = 0.3 },
]
"""
REFERENCE = """
# %%
import keras
import numpy as np

keras.utils.set_random_seed(1)
x_train = np.array([[-2], [-1], [0], [1], [2], [3]], dtype="float32")
y_train = np.array([[0], [1], [2], [3], [4], [5]], dtype="float32")

# %%
### BEGIN SOLUTION
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(1)
        self.hidden = keras.layers.Dense(NODES)

    def call(self, inputs):
        return self.out(self.hidden(inputs))


class Affine(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        return inputs @ self.w + self.b


model_class = Net()
inputs = keras.Input(shape=(1,))
model_layer = keras.Model(inputs, Affine(1)(Affine(3)(inputs)))
for model in (model_class, model_layer):
    model.compile(optimizer=keras.optimizers.SGD(0.02), loss="mse")
    model.fit(x_train, y_train, epochs=300, verbose=0)
### END SOLUTION
"""


def own_course(root: Path, reference: str) -> LocalAssignment:
    folder = root / "assignments" / "own"
    folder.mkdir(parents=True)
    (root / "reference").mkdir()
    (root / "course.toml").write_text('id = "c"\nlanguages = ["en"]\ntitle = "A course"\n')
    (folder / "assignment.toml").write_text(SPEC)
    (root / "reference" / "own.py").write_text(reference)
    return loader.load_assignment(loader.find_course(root, root), "own")


def untried(found: tuple[Finding, ...]) -> dict[str, str]:
    return {one.subject: one.note for one in found if one.note}


@pytest.mark.thorough
def test_verify_grades_what_can_be_made_wrong_and_says_what_cant(
    tmp_path: Path, warm: None
) -> None:
    assignment = own_course(tmp_path, REFERENCE.replace("NODES", "3"))
    found = verify(assignment, 1, lambda _: None)
    assert [f"{one.subject}: {one.fault}" for one in found if one.fault] == []
    assert set(untried(found)) == {
        "activation_layer other output (the output has another activation)",
        "check activation_layer",  # whose mutants of other kinds leave it as open as it is
        "check fitted_layer",
    }
    subjects = " ".join(one.subject for one in found if not one.note)
    for name in ("node more", "no bias", "untrained", "by hand", "other labels", "one epoch"):
        assert name in subjects
