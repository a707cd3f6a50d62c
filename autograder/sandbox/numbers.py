"""The environment in which a program gives the same numbers wherever it runs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# One thread per operation keeps results the same on every machine and lets a process be forked
# after NumPy was imported.
NUMBERS: Final[Mapping[str, str]] = MappingProxyType({
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
})  # fmt: skip
