"""The mutants of the standard checks: what students do wrong, written as one more cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from autograder.checks.arguments import Rows
from autograder.checks.mutant import PRELUDE, Mutant, Scene

Cells = Callable[[Scene], tuple[str, ...]]

_TAUGHT: Final = ("learned", "fitted", "converged")
_TRAINING: Final = ("trained", *_TAUGHT)
_FREE: Final = (*_TAUGHT, "accuracy_at_least")  # of another network it depends on the table


def _array(rows: Rows) -> str:
    return f'_np.array({[list(row) for row in rows]}, "float32")'


def _of_model(expression: str, *, trains: bool = True) -> Cells:
    """Another model in the place of ``_old``, and its predictions made anew.

    ``expression`` may name ``_x`` and ``_y``, the table, where it ``trains``.
    """

    def cells(scene: Scene) -> tuple[str, ...]:
        if trains and scene.table is None:
            return ()
        return (_model_cell(scene, expression, trains=trains),)

    return cells


def _model_cell(scene: Scene, expression: str, *, trains: bool) -> str:
    name = scene.given.model
    lines = [PRELUDE, f"_old = {name}"]
    if trains and scene.table is not None:
        lines += [f"_x = {_array(scene.table.x)}", f"_y = {_array(scene.table.y)}"]
    lines.append(f"{name} = {expression}")
    lines += [
        f"{one.name} = {name}.predict({_array(one.x)}, verbose=0)" for one in scene.predictions
    ]
    lines += [f"{one.name} = _weights_of({name}, {one.layer}, {one.bias})" for one in scene.weights]
    return "\n".join(lines) + "\n"


def _of_sizes(change: Callable[[tuple[int, ...]], tuple[int, ...]], bias: bool = True) -> Cells:
    """A chain of other layers, trained where there is a table to train on.

    ``change`` is given the right sizes, inputs first; what it leaves as it is makes no cell unless
    the biases go.
    """

    def cells(scene: Scene) -> tuple[str, ...]:
        right = tuple(scene.given.layers)
        sizes = change(right)
        if sizes == right and bias:
            return ()
        made = f"_chain({list(sizes)}, _old, use_bias={bias}{_output(scene)})"
        if scene.table is not None:
            made = f"_fitted({made}, _old, _x, _y)"
        return (_model_cell(scene, made, trains=scene.table is not None),)

    return cells


def _output(scene: Scene) -> str:
    return f', output="{scene.activation}"' if scene.activation else ""


def _one_node_more(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return (sizes[0], sizes[1] + 1, *sizes[2:]) if len(sizes) > 2 else sizes


def _one_layer_more(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return (*sizes[:-1], sizes[-2], sizes[-1])


def _one_layer_less(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return (sizes[0], *sizes[2:]) if len(sizes) > 2 else sizes


def _other_output(scene: Scene) -> tuple[str, ...]:
    other = "tanh" if scene.given.activation == "linear" else "linear"
    made = f'_with_output(_old, "{other}", {_array(scene.given.table.x)})'
    if scene.table is None:
        return (_model_cell(scene, made, trains=False),)
    return (_model_cell(scene, f"_fitted({made}, _old, _x, _y)", trains=True),)


UNTRAINED: Final = Mutant(
    "untrained",
    "the model was never trained",
    _of_model("_fresh(_old)", trains=False),
    loses=_TRAINING,
    may_lose=("accuracy_at_least",),
)
OTHER_LABELS: Final = Mutant(
    "other labels",
    "the model was trained on one label for all rows",
    _of_model("_fitted(_fresh(_old), _old, _x, _other_numbers(_y[:1].repeat(len(_y), 0), _y))"),
    loses=_TRAINING,
    may_lose=("accuracy_at_least",),
)
BY_HAND: Final = Mutant(
    "by hand",
    "the weights of the model were put in",
    _of_model("_by_hand(_old)", trains=False),
    loses=_TRAINING,
)
ONE_EPOCH: Final = Mutant(
    "one epoch",
    "the model was trained for one epoch",
    _of_model("_fitted(_fresh(_old), _old, _x, _y, epochs=1)"),
    loses=_TAUGHT,
    may_lose=("accuracy_at_least",),
)
STANDING_STILL: Final = Mutant(
    "standing still",
    "the weights of the model were put in, and trained at a learning rate of 0",
    _of_model("_standing_still(_old, _x, _y)"),
    loses=_TAUGHT,
)
ZEROED: Final = Mutant(
    "zeroed",
    "all weights of the model are zero",
    _of_model("_zeroed(_old)", trains=False),
    loses=(*_TRAINING, "accuracy_at_least"),
)
NODE_MORE: Final = Mutant(
    "node more", "a hidden layer has one node more", _of_sizes(_one_node_more), may_lose=_FREE
)
NO_BIAS: Final = Mutant(
    "no bias",
    "no layer has biases",
    _of_sizes(lambda sizes: sizes, bias=False),
    may_lose=(*_FREE, "own_weights"),
)
LAYER_MORE: Final = Mutant(
    "layer more",
    "there is one hidden layer more",
    _of_sizes(_one_layer_more),
    loses=("parameters", "layers"),
    may_lose=_FREE,
)
LAYER_LESS: Final = Mutant(
    "layer less",
    "a hidden layer is missing",
    _of_sizes(_one_layer_less),
    loses=("parameters", "layers"),
    may_lose=(*_FREE, "own_weights"),
)
OTHER_OUTPUT: Final = Mutant(
    "other output", "the output has another activation", _other_output, may_lose=_FREE
)
RESHAPED: Final = Mutant(
    "reshaped",
    "the output has an axis more",
    _of_model("_keras.Sequential([_old, _keras.layers.Reshape((1, -1))])", trains=False),
    may_lose=("parameters", "layers", "activation", "trained", *_FREE),
)


# --- predictions ------------------------------------------------------------------------


def _of_prediction(expression: str) -> Cells:
    """Other numbers in the place of ``_p``, what the model predicts."""

    def cells(scene: Scene) -> tuple[str, ...]:
        name = scene.given.prediction
        return (f"{PRELUDE}\n_p = _np.asarray({name})\n{name} = {expression}\n",)

    return cells


def _of_another_model(scene: Scene) -> tuple[str, ...]:
    given = scene.given
    other = f"_fresh({given.model}).predict({_array(given.table.x)}, verbose=0)"
    return _of_prediction(f"_other_numbers({other}.reshape(_p.shape), _p)")(scene)


PREDICTION_OWN: Final = (
    Mutant("rounded", "the prediction is rounded",
           _of_prediction("_other_numbers(_np.round(_p), _p)")),
    Mutant("another order", "the rows of the prediction are in another order",
           _of_prediction("_other_numbers(_np.roll(_p, 1, axis=0), _p)")),
    Mutant("constant", "the prediction is one number for all rows",
           _of_prediction("_other_numbers(_np.full_like(_p, _p.mean()), _p)")),
    Mutant("another model", "the prediction is another model's", _of_another_model),
)  # fmt: skip
PREDICTION_SHAPE: Final = (
    Mutant("transposed", "rows and columns of the prediction are swapped",
           _of_prediction("_other_shape(_p.T, _p)"), may_lose=("prediction_own",)),
    Mutant("in a row", "the prediction has no columns",
           _of_prediction("_other_shape(_p.reshape(-1), _p)")),
    Mutant("row short", "the last row of the prediction is missing",
           _of_prediction("_p[:-1]"), loses=("prediction_own",)),
)  # fmt: skip


# --- answers ------------------------------------------------------------------------------


def _answer(wrong: Callable[[Any], tuple[object, ...]]) -> Cells:
    """Other values in the place of an answer; ``wrong`` is given the arguments."""

    def cells(scene: Scene) -> tuple[str, ...]:
        name = getattr(scene.given, "value")  # noqa: B009 - a record made from a signature
        return tuple(f"{name} = {value!r}\n" for value in wrong(scene.given))

    return cells


def _other(right: object) -> object:
    """A value of the same kind that is not right."""
    if isinstance(right, bool):
        return not right
    if isinstance(right, int | float):
        return right + 1
    return "?" if isinstance(right, str) else [*_tuple_of(right), 1]


def _tuple_of(value: object) -> tuple[object, ...]:
    """A list or tuple as tuple; anything else as its only item."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _as_text(right: object) -> tuple[object, ...]:
    """A truth or number in quotes; a list as text may be right."""
    return (str(right),) if isinstance(right, bool | int | float) else ()


def _entries_but_one(given: Any) -> tuple[object, ...]:
    right = {_key(key): value for key, value in given.equals.items()}
    return tuple({**right, key: _other(value)} for key, value in right.items())


def _entries_without_last(given: Any) -> tuple[object, ...]:
    right = {_key(key): value for key, value in given.equals.items()}
    return (dict(list(right.items())[:-1]),)


def _key(key: str) -> object:
    return int(key) if key.isdecimal() else key


NOTHING: Final = Mutant("nothing", "the answer is None", _answer(lambda _: (None,)))
EQUALS: Final = (
    Mutant("off", "the answer is another one", _answer(lambda given: (_other(given.equals),))),
    Mutant("as text", "the answer is in quotes", _answer(lambda given: _as_text(given.equals))),
    NOTHING,
)
CLOSE: Final = (
    Mutant("off", "the answer is too far away",
           _answer(lambda given: (given.to + 3 * given.within, given.to - 3 * given.within))),
    Mutant("as text", "the answer is in quotes", _answer(lambda given: _as_text(given.to))),
    NOTHING,
)  # fmt: skip
ENTRIES: Final = (
    Mutant("one entry wrong", "one entry is the other way", _answer(_entries_but_one)),
    Mutant("one entry missing", "the last entry is missing", _answer(_entries_without_last),
           loses=("keys",)),
    Mutant("nothing", "the answer is None", _answer(lambda _: (None,)), loses=("keys",)),
)  # fmt: skip
ONE_OF: Final = (Mutant("off", "the answer is another one", _answer(lambda _: ("?",))), NOTHING)
MENTIONS: Final = (
    Mutant("empty", "the text is empty", _answer(lambda _: ("", " \n "))),
    Mutant("a number", "the text is a number", _answer(lambda _: (3,))),
)
