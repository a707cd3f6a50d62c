"""Imported once in the checks' zygote; no TensorFlow op may run here, it is forked afterwards."""

from __future__ import annotations

import warnings

warnings.simplefilter("ignore")

import pytest  # noqa: E402, F401

import autograder.checking.preload_libraries  # noqa: E402
import autograder.checking.run  # noqa: E402, F401
