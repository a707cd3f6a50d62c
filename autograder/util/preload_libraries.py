"""The large libraries, imported first in both warm processes: jobs hardly ever write there.

No TensorFlow op may run here, and no thread may start: the process is forked afterwards.
"""

from __future__ import annotations

import warnings

warnings.simplefilter("ignore")

import keras  # noqa: E402, F401
import matplotlib.pyplot as plt  # noqa: E402, F401
import numpy.random  # noqa: E402, F401 - NumPy imports it only when it is used
import tensorflow as tf  # noqa: E402, F401
