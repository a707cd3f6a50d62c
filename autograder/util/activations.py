"""The activations that Keras knows by name."""

from __future__ import annotations

from typing import Final

ACTIVATIONS: Final = frozenset([
    "relu", "leaky_relu", "relu6", "softmax", "celu", "elu", "selu", "softplus", "softsign",
    "squareplus", "soft_shrink", "sparse_plus", "silu", "swish", "gelu", "glu", "tanh",
    "tanh_shrink", "threshold", "sigmoid", "exponential", "hard_sigmoid", "hard_silu",
    "hard_swish", "hard_tanh", "hard_shrink", "linear", "mish", "log_softmax", "log_sigmoid",
    "sparsemax", "sparse_sigmoid",
])  # fmt: skip
