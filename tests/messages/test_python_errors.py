# ruff: noqa: E501  # each row holds a message as it was raised
"""Errors are explained in words; the messages below were raised by the real libraries."""

from __future__ import annotations

import re

import pytest

from autograder.messages.python_errors import explain, explain_error, rules
from autograder.records import CellError

RAISED = [
    ("NameError", "name 'plt' is not defined", "`plt` is not defined. Did you run `import matplotlib.pyplot as plt`?"),
    ("NameError", "name 'np' is not defined", "Did you run `import numpy as np`?"),
    ("NameError", "name 'tf' is not defined", "Did you run `import tensorflow as tf`?"),
    ("NameError", "name 'Sequental' is not defined", "Did you mean `Sequential`?"),
    ("NameError", "name 'modle' is not defined", "`modle` is not defined. Check the spelling"),
    ("UnboundLocalError", "cannot access local variable 'loss' where it is not associated with a value", "`loss` is not defined"),
    ("SyntaxError", "'(' was never closed (<c>, line 1)", "never closed"),
    ("SyntaxError", "unterminated string literal (detected at line 1) (<c>, line 1)", "never closed"),
    ("SyntaxError", "expected ':' (<c>, line 1)", "A colon (`:`) is missing."),
    ("SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", "`print` needs brackets"),
    ("SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", "written `==`"),
    ("SyntaxError", "invalid syntax. Perhaps you forgot a comma?", "comma seems to be missing"),
    ("SyntaxError", "invalid character '）' (U+FF09) (<c>, line 1)", "full-width bracket"),
    ("SyntaxError", "invalid syntax (<c>, line 1)", "Python can't read this line"),
    ("IndentationError", "unexpected indent (<c>, line 3)", "indentation does not fit"),
    ("TabError", "inconsistent use of tabs and spaces in indentation", "indentation does not fit"),
    ("ModuleNotFoundError", "No module named 'torch'", "no module `torch`"),
    ("ModuleNotFoundError", "No module named 'tensorfow.keras'", "Did you mean `tensorflow`?"),
    ("ImportError", "cannot import name 'Dens' from 'keras.layers' (/x/y.py)", "`keras.layers` has no `Dens`"),
    ("AttributeError", "'NoneType' object has no attribute 'fit'", "is `None`"),
    ("AttributeError", "module 'tensorflow' has no attribute 'Session'", "`tensorflow` has no `Session`"),
    ("AttributeError", "'Sequential' object has no attribute 'predict_classes'", "no attribute `predict_classes`"),
    ("ValueError", "Exception encountered when calling Sequential.call().\n\n\x1b[1mInput 0 with name 'None' of layer 'dense' is incompatible with the layer: expected axis -1 of input shape to have value 2, but received input with shape (None, 1)\x1b[0m\n\nArguments received", "takes 2 inputs, but the data that arrives has the shape `(None, 1)`"),
    ("ValueError", "Arguments `target` and `output` must have the same shape. Received: target.shape=(None, 3), output.shape=(None, 1)", "The labels have the shape `(None, 3)`"),
    ("ValueError", "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: 4\n'y' sizes: 3\n", "different numbers of rows"),
    ("ValueError", "Unrecognized data type: x=[[0, 0], [0, 1]] (of type <class 'list'>)", "`np.array(…)`"),
    ("ValueError", "You must call `compile()` before using the model.", "not compiled"),
    ("ValueError", "No loss to compute. Provide a `loss` argument in `compile()`.", "has no loss"),
    ("ValueError", "You tried to call `count_params` on layer 'sequential_8', but the layer isn't built.", "size of its input"),
    ("ValueError", "Could not interpret activation function identifier: sigmod", "by the name `sigmod`"),
    ("ValueError", "Could not interpret optimizer identifier: adm", "by the name `adm`"),
    ("ValueError", "Could not interpret loss identifier: binary_crossentrop", "by the name `binary_crossentrop`"),
    ("ValueError", "Argument(s) not recognized: {'lr': 0.1}", "`learning_rate`"),
    ("ValueError", "Unrecognized keyword arguments passed to Dense: {'inputdim': 2}", "`inputdim`"),
    ("TypeError", "TensorFlowTrainer.fit() got an unexpected keyword argument 'epoch'", "`epoch`"),
    ("TypeError", "Dense.__init__() missing 1 required positional argument: 'units'", "missing an argument"),
    ("TypeError", "missing a required argument: 'deep'", "argument `deep`"),
    ("ValueError", "`loss_weights` must match the number of losses, got 1 losses and 2 weights.", "not equally many"),
    ("TypeError", "'Sequential' object is not callable", "A `Sequential` is called"),
    ("TypeError", "'str' object cannot be interpreted as an integer", "wrong type"),
    ("ValueError", "Received an invalid value for `units`, expected a positive integer. Received: units=3", "whole number"),
    ("ValueError", "matmul: Input operand 1 has a mismatch in its core dimension 0", "shapes of the arrays"),
    ("ValueError", "shapes (4,2) and (3,1) not aligned: 2 (dim 1) != 3 (dim 0)", "shapes of the arrays"),
    ("ValueError", "operands could not be broadcast together with shapes (4,2) (3,5) ", "shapes of the arrays"),
    ("ValueError", "cannot reshape array of size 8 into shape (3,3)", "shapes of the arrays"),
    ("InvalidArgumentError", "{{function_node x}} Matrix size-incompatible: In[0]: [4,2], In[1]: [3,1] [Op:MatMul]", "shapes of the arrays"),
    ("ValueError", "could not convert string to float: 'a'", "not a number"),
    ("KeyError", "'acc'", "The training history has no `acc`"),
    ("KeyError", "4", "no key `4`"),
    ("IndexError", "index 5 is out of bounds for axis 1 with size 3", "outside the array"),
    ("FileNotFoundError", "[Errno 2] No such file or directory: 'data.csv'", "`data.csv` was not found. Hand data files in beside the notebook"),
    ("FileNotFoundError", "[Errno 2] No such file or directory: '/content/drive/MyDrive/hw 1/data.csv'", "Files on Google Drive can't be read while grading: `data.csv`"),
    ("FileNotFoundError", "data.csv not found.", "`data.csv` was not found"),
    ("FileNotFoundError", "[Errno 2] No such file or directory: '/content/sample_data/mnist_test.csv'", "Colab's own `sample_data`"),
    ("NotWhileGrading", "files.upload() needs a person, and no data file was handed in", "waits for a person to choose a file"),
    ("NotWhileGrading", "input() needs a person, and nobody is there while grading", "`input()` waits for a person"),
    ("NotWhileGrading", "userdata.get('KEY'): there are no secrets while grading", "secrets"),
    ("NotWhileGrading", "google.colab.output.eval_js() needs a person, and nobody is there while grading", "`google.colab.output.eval_js()` needs a person"),
    ("DataNotHere", "this course does not ship mnist.npz", "has no `mnist.npz`"),
    ("ZeroDivisionError", "division by zero", "divided by zero"),
    ("NotImplementedError", "", "`# YOUR CODE HERE`"),
    ("MemoryError", "Unable to allocate 728. TiB for an array", "too much memory"),
    ("KeyboardInterrupt", "", "time limit"),
    ("SystemExit", "0", "ended the run"),
    ("URLError", "<urlopen error>", "no internet connection"),
    ("UsageError", "Line magic function `%tensorboard` not found.", "`Line magic function '%tensorboard' not found.`"),
    ("OddError", "{value} {0} `x`", "`{value} {0} 'x'`"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "told"), RAISED)
def test_an_error_is_explained(name: str, value: str, told: str) -> None:
    text = explain_error(CellError(4, 2, name, value))
    assert text.en.startswith(f"{name} in cell 4, line 2: ")
    assert text.ko.startswith(f"4번 셀 2번째 줄에서 {name}: ")
    assert told in text.en
    assert re.search("[가-힣]", text.ko.partition(": ")[2])


MEANT = {
    "activation function identifier: sigmod": "sigmoid",
    "activation function identifier: TanH": "tanh",
    "optimizer identifier: adm": "adam",
    "loss identifier: binary_crossentrop": "binary_crossentropy",
}


@pytest.mark.parametrize("value", MEANT)
def test_a_name_that_keras_does_not_know_gets_the_nearest_that_it_does(value: str) -> None:
    told = explain(CellError(1, 1, "ValueError", f"Could not interpret {value}"))
    assert told.todo.en == f"Did you mean `{MEANT[value]}`?"
    assert f"`{MEANT[value]}`" in told.todo.ko


def test_a_name_like_nothing_that_keras_knows_is_to_be_checked() -> None:
    told = explain(CellError(1, 1, "ValueError", "Could not interpret optimizer identifier: xyzzy"))
    assert "Check the spelling" in told.todo.en


def test_a_line_that_is_not_known_is_not_told() -> None:
    assert explain(CellError(3, 0, "SystemExit", "")).where.en == "Cell 3"


def test_every_rule_speaks_both_languages_in_the_same_style() -> None:
    for rule in (*rules().rules, rules().generic):
        for text in (rule.what, rule.todo):
            assert text.ko
            assert text.en
            assert not re.search(r"(해요|세요|에요|예요)[.?]", text.ko)
        assert rule.todo.ko.endswith(("니다.", "오.", "까?"))


def test_every_rule_fills_in_what_it_names() -> None:
    for rule in rules().rules:
        named = set(
            re.findall(r"\{(\w+)\}", rule.what.ko + rule.what.en + rule.todo.ko + rule.todo.en)
        )
        assert named <= {"value", "plain", "library", *re.compile(rule.pattern).groupindex}


def test_hostile_messages_are_cut_and_inert() -> None:
    text = explain_error(CellError(1, 1, "\x1b[31mX" * 1000, "\u202e" + "`" * 10_000_000))
    assert len(text.en) < 1000
    assert "\x1b" not in text.en
