"""Training at the speed of the arithmetic: a drop-in for `keras.Model.fit` with equal numbers.

`fit` returns what stock Keras returns, to the last bit, and picks the fastest of four levels that
can promise it. `install` puts it in place of `keras.Model.fit`.
"""

from autograder.compiled_fit.calls import evaluate, fit, predict
from autograder.compiled_fit.install import install, uninstall
from autograder.compiled_fit.keras_internals import TESTED_KERAS
from autograder.compiled_fit.levels import Decision, Level
from autograder.compiled_fit.notes import Notes, noted
from autograder.compiled_fit.rules import decide

__all__ = [
    "TESTED_KERAS",
    "Decision",
    "Level",
    "Notes",
    "decide",
    "evaluate",
    "fit",
    "install",
    "noted",
    "predict",
    "uninstall",
]
