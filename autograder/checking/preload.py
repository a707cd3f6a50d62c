"""Imported once in the checks' zygote; no TensorFlow op may run here, it is forked afterwards."""

from __future__ import annotations

import warnings

warnings.simplefilter("ignore")

import keras  # noqa: E402, F401
import numpy as np  # noqa: E402, F401
import numpy.random  # noqa: E402, F401 - NumPy imports it only when it is used
import pytest  # noqa: E402, F401
import tensorflow as tf  # noqa: E402, F401

import autograder.checking.run  # noqa: E402, F401
