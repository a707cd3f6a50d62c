"""The checks of `xor-mlp` as one would write them for nbgrader and Otter: on plain accuracy.

The same eighteen questions with the same points as in `assignments/xor-mlp`. What the peers cannot
see (which table `fit` was given, whether another start would have learned) they cannot ask; in
place of it stands what is asked of notebooks everywhere: that `fit` ran, and accuracy 1.0.
"""

from __future__ import annotations

POINTS = {"parameters": 6, "layers": 4, "trained": 4, "prediction_shape": 4, "prediction_own": 4}
_PARAMETERS = {3: 13, 2: 9, 1: 5}

_BODIES = {
    "parameters": "assert model_{n}.count_params() == {parameters}\n"
    "assert model_{n}.layers[-2].units == {n}",
    "layers": "assert [layer.units for layer in model_{n}.layers if hasattr(layer, 'units')][1:]"
    " == [1]",
    "trained": "assert len(model_{n}.history.epoch) > 0",
    "learned": "import numpy as np\nx = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], 'float32')\n"
    "y = np.array([0, 1, 1, 0])\n"
    "assert ((model_{n}.predict(x, verbose=0).ravel() > 0.5) == y).all()",
    "prediction_shape": "assert prediction_{n}.shape == (4, 1)",
    "prediction_own": "import numpy as np\n"
    "x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], 'float32')\n"
    "assert np.allclose(prediction_{n}, model_{n}.predict(x, verbose=0), atol=1e-5)",
}


def checks() -> dict[str, tuple[int, str, str]]:
    """Each check by name: its points, its code, and the variable that it is about."""
    found = {}
    for nodes in (3, 2, 1):
        for kind, body in _BODIES.items():
            if kind == "learned" and nodes == 1:
                continue  # one hidden node cannot learn it
            code = body.format(n=nodes, parameters=_PARAMETERS[nodes])
            subject = f"prediction_{nodes} model_{nodes}" if "prediction" in kind else ""
            found[f"{kind}_{nodes}"] = (POINTS.get(kind, 11), code, subject or f"model_{nodes}")
    answer = "assert can_learn_xor == {3: True, 2: True, 1: False}"
    return found | {"can_learn_xor": (12, answer, "can_learn_xor")}
