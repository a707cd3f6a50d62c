"""What goes wrong in honest students' notebooks costs them no more than it must."""

from __future__ import annotations

import pytest

from autograder.course import loader
from autograder.evidence import decode
from autograder.pictures import from_json
from autograder.records import Outcome, Status
from tests.conftest import RIGHT, Grader
from tests.support.places import ROOT


def outcomes(graded) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in graded.grade.checks}


# --- models that aren't made of Keras' own parts alone -------------------------------------------

_TALKATIVE = """
import keras, sys
import tensorflow as tf
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(1)
    def call(self, x):
        print("shape", x.shape)
        print("to the other stream", file=sys.stderr)
        return {value}
answer = 42
model = Net()
model(tf.zeros((1, 2)))
print("the end")
"""


@pytest.mark.parametrize("value", ["self.out(x)", "tf.nn.relu(self.out(tf.convert_to_tensor(x)))"])
def test_a_model_that_prints_while_it_is_called_loses_nothing(
    grade_source: Grader, value: str
) -> None:
    graded = grade_source(_TALKATIVE.format(value=value))
    evidence = decode(graded.run.payload)
    assert graded.grade.score == 100
    assert evidence.output.endswith("the end\n")  # not what it prints while it is handed in
    assert evidence.deliverables["model"].probe  # code of one's own is asked, also if rebuilt


_INPUT = "import keras\nimport tensorflow as tf\nanswer = 42\ni = keras.Input((2,))\n"
_OWN_LAYER = """
class Own(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.inner = keras.layers.Dense(1)
    def call(self, x):
        return self.inner(x)
"""
UNUSUAL = {
    "Lambda": "[i, keras.layers.Dense(1), keras.layers.Lambda(lambda t: t * 2)]",
    "own layer": "[i, Own()]",
    "registered layer": "[i, keras.saving.register_keras_serializable()(Own)()]",
    "function as activation": "[i, keras.layers.Dense(1, activation=lambda t: keras.ops.sin(9*t))]",
    "named function as activation": "[i, keras.layers.Dense(1, activation=bend)]",
    "a function called as one of Keras": "[i, keras.layers.Dense(1, activation=tanh)]",
}
_FUNCTIONS = """
def bend(t):
    return keras.ops.tanh(3 * t)
def tanh(t):
    return keras.ops.sin(2 * t)
"""


@pytest.mark.parametrize("name", UNUSUAL)
def test_a_model_of_own_parts_is_asked_for_predictions(grade_source: Grader, name: str) -> None:
    source = f"{_INPUT}{_OWN_LAYER}{_FUNCTIONS}model = keras.Sequential({UNUSUAL[name]})"
    graded = grade_source(source)
    model = decode(graded.run.payload).deliverables["model"]
    assert graded.grade.score == 100
    assert model.opaque
    assert model.probe is not None
    (note,) = graded.grade.staff.notes
    assert "its predictions are what its own process answered" in note


@pytest.mark.parametrize(
    "model",
    [
        "keras.Sequential([i, keras.layers.Dense(1, activation=tf.nn.sigmoid)])",
        "keras.Model(i, keras.ops.tanh(keras.layers.Dense(1)(i)) * 2 + 1)",
        "keras.Sequential([i, keras.layers.Dense(1, activation=lambda t: keras.ops.sin(t))])",
        "keras.Sequential([i, keras.layers.Dense(1, kernel_initializer=lambda s, dtype: tf.ones(s))])",  # noqa: E501
    ],
)
def test_what_is_only_written_differently_is_rebuilt(grade_source: Grader, model: str) -> None:
    graded = grade_source(f"{_INPUT}model = {model}")
    assert decode(graded.run.payload).deliverables["model"].config
    assert graded.grade.score == 100


# --- recursion and crashes ------------------------------------------------------------------------

RECURSIONS = {
    "a function": "def f():\n    return f()\nf()",
    "its limit raised": "import sys\nsys.setrecursionlimit(10**9)\ndef f(n):\n    return f(n + 1)\n"
    "f(0)",
    "in C": "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n    def __getattr__(self, name):\n"
    "        return getattr(self, name)\nA().b",
    "a value's own text": "class A:\n    def __repr__(self):\n        return repr(self)\nA()",
    "an error's own text": "class E(Exception):\n    def __str__(self):\n        return str(self)\n"
    "raise E",
}


@pytest.mark.parametrize("name", RECURSIONS)
def test_endless_recursion_is_an_error_of_its_cell_and_the_rest_counts(
    grade_source: Grader, name: str
) -> None:
    graded = grade_source(f"# %%\nanswer = 42\n# %%\n{RECURSIONS[name]}\n# %%\n{RIGHT}")
    (error,) = graded.grade.errors
    assert error.cell == 2
    assert "cell 2" in graded.grade.message.en
    assert (graded.grade.status, graded.grade.score) == (Status.GRADED, 100)


CRASHES = {
    "a crash": ("import ctypes\nctypes.string_at(0)", "crashed in cell 2"),
    "an exit": ("import os\nos._exit(0)", "ended the program in cell 2"),
}


@pytest.mark.parametrize("name", CRASHES)
def test_what_existed_before_the_cell_that_ended_the_program_is_graded(
    grade_source: Grader, name: str
) -> None:
    way, said = CRASHES[name]
    graded = grade_source(f"# %%\n{RIGHT}\n# %%\n{way}\n# %%\nanswer = 0")
    assert (graded.grade.status, graded.grade.score) == (Status.GRADED, 100)
    assert said in graded.grade.message.en
    assert "What existed before this cell was graded" in graded.grade.message.en
    assert "2번 셀" in graded.grade.message.ko


def test_a_crash_in_the_first_cell_leaves_nothing_to_grade(grade_source: Grader) -> None:
    graded = grade_source(f"# %%\n{RIGHT}\nimport ctypes\nctypes.string_at(0)")
    assert (graded.grade.status, graded.grade.score) == (Status.GRADED, 0)
    assert "crashed in cell 1" in graded.grade.message.en
    assert outcomes(graded)["answer"] is Outcome.NOT_CHECKED


def test_a_model_that_takes_four_examples_only_is_graded_and_drawn(grade_source: Grader) -> None:
    graded = grade_source(
        f"{_INPUT}h = keras.ops.reshape(keras.layers.Dense(1)(i), (4, 1))\n"
        "model = keras.Model(i, h)\nmodel.compile('sgd', 'mse')\n"
        "import numpy as np\nx = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], 'float32')\n"
        "model.fit(x, x[:, :1], verbose=0)\n"
    )
    assert graded.grade.score == 100
    (drawn,) = from_json(graded.pictures.encode()).models
    assert drawn.surface is not None


_OF_FOUR_ROWS = """
import keras, numpy as np
keras.utils.set_random_seed(1)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")
i = keras.Input((2,))
h = keras.layers.Dense(3, "tanh")(keras.layers.Dense(2, "tanh")(i))
model = keras.Model(i, keras.layers.Dense(1, "sigmoid")(keras.ops.reshape(h, (4, 3))))
model.compile(keras.optimizers.Adam(0.05), loss="binary_crossentropy")
model.fit(x, y, epochs=500, verbose=0)
prediction = model.predict(x, verbose=0)
"""


def test_a_network_for_the_rows_of_its_table_alone_earns_all_points(grade_source: Grader) -> None:
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-two-hidden")
    assert grade_source(_OF_FOUR_ROWS, assignment).grade.score == 100
