"""The large libraries of the checks' process, without those that only students' code uses.

Keras and TensorFlow import pandas, SciPy and scikit-learn where these are installed. Here that
would take a second more and 60 MB, and types of theirs have no business on this side. A check that
needs one of them can still import it.
"""

from __future__ import annotations

import sys

_ONLY_FOR_STUDENTS = ("pandas", "scipy", "sklearn")

_hidden = [name for name in _ONLY_FOR_STUDENTS if name not in sys.modules]
sys.modules.update(dict.fromkeys(_hidden))  # type: ignore[arg-type] # an import of None fails

import autograder.util.preload_libraries  # noqa: E402, F401

for _name in _hidden:
    del sys.modules[_name]
