"""The large libraries of the student's process, with those that students may use where installed.

Keras and TensorFlow import pandas, SciPy and scikit-learn by themselves; the rest takes 0.1 s.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from typing import Any

# scikit-learn's n_jobs would start processes, which nothing may here: its work is done in this one.
os.environ.setdefault("JOBLIB_MULTIPROCESSING", "0")

import autograder.util.preload_libraries  # noqa: F401 - first: it silences the warnings of what it imports

for _name in ("seaborn", "sklearn.datasets", "sklearn.linear_model", "tqdm.auto"):
    with contextlib.suppress(ImportError):
        importlib.import_module(_name)

# Of notebooks tqdm wants widgets, which nobody sees here: its bars of text do the same.
with contextlib.suppress(ImportError):
    _bars: Any = importlib.import_module("tqdm.notebook")
    _text: Any = importlib.import_module("tqdm.std")
    _bars.tqdm = _bars.tqdm_notebook = _text.tqdm
    _bars.trange = _bars.tnrange = _text.trange
