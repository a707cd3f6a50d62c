"""The large libraries of the student's process, with those that students may use where installed.

Keras and TensorFlow import pandas, SciPy and scikit-learn by themselves; the rest takes 0.1 s.
"""

from __future__ import annotations

import contextlib
import importlib

import autograder.libraries  # noqa: F401 - first: it silences the warnings of what it imports

for _name in ("seaborn", "sklearn.datasets", "sklearn.linear_model", "tqdm.auto"):
    with contextlib.suppress(ImportError):
        importlib.import_module(_name)
