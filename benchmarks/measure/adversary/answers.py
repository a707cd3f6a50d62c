"""Weights that solve the table without having learned it."""

from __future__ import annotations

Numbers = list[float]
Rows = list[Numbers]

ACTIVATIONS = ("sigmoid", "tanh", "relu")

# Kernel (inputs, nodes) and biases of two hidden nodes, and of one node that tells XOR from them.
_HIDDEN: dict[str, tuple[Rows, Numbers]] = {
    "sigmoid": ([[20.0, -20.0], [20.0, -20.0]], [-10.0, 30.0]),
    "tanh": ([[10.0, 10.0], [10.0, 10.0]], [-5.0, -15.0]),
    "relu": ([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0]),
}
_NEXT: dict[str, tuple[Numbers, float]] = {
    "sigmoid": ([20.0, 20.0], -30.0),
    "tanh": ([5.0, -5.0], -5.0),
    "relu": ([1.0, -2.0], 0.0),
}
_LAST: dict[str, tuple[Numbers, float]] = {
    "sigmoid": ([20.0, 20.0], -30.0),
    "tanh": ([10.0, -10.0], -5.0),
    "relu": ([20.0, -40.0], -10.0),
}
_LAST_OF_ONE: dict[str, tuple[float, float]] = {
    "sigmoid": (20.0, -10.0),
    "tanh": (10.0, 0.0),
    "relu": (20.0, -10.0),
}


def answer(widths: tuple[int, ...], activation: str) -> list[Rows | Numbers]:
    """Kernels and biases in the order of ``get_weights``, for ``widths`` (1,), (n, 1), (2, n, 1).

    A network without hidden layers can't tell XOR; it is given what training would come to.
    """
    if len(widths) == 1:
        return [[[0.01], [-0.02]], [0.005]]
    kernel, bias = _HIDDEN[activation]
    if len(widths) == 2:
        spare = widths[0] - len(bias)
        last, shift = _LAST[activation]
        return [
            [[*row, *[0.0] * spare] for row in kernel],
            [*bias, *[0.0] * spare],
            [[each] for each in (*last, *[0.0] * spare)],
            [shift],
        ]
    spare = widths[1] - 1
    following, shift = _NEXT[activation]
    gain, end = _LAST_OF_ONE[activation]
    return [
        kernel,
        bias,
        [[each, *[0.0] * spare] for each in following],
        [shift, *[0.0] * spare],
        [[each] for each in (gain, *[0.0] * spare)],
        [end],
    ]
