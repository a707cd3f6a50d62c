"""The mutants of known numbers and dicts, and of every mistake that an author names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from autograder.checks.arguments import Numbers
from autograder.checks.mutant import Mutant, Scene
from autograder.records import Text

Cells = Callable[[Scene], tuple[str, ...]]


def _hints(scene: Scene) -> tuple[Text, ...]:
    return tuple(one.hint for one in scene.given.mistakes)


def _cell(name: str, wrong: object) -> str:
    return f"{name} = {wrong!r}\n"


# --- mistakes -----------------------------------------------------------------------------


def _answers(scene: Scene) -> tuple[str, ...]:
    return tuple(_cell(scene.given.value, one.value) for one in scene.given.mistakes)


def _in_entries(scene: Scene) -> tuple[str, ...]:
    given = scene.given
    return tuple(_cell(given.value, _dict(given.equals | one.values)) for one in given.mistakes)


def _in_arrays(scene: Scene) -> tuple[str, ...]:
    return tuple(_cell(scene.given.array, _lists(one.value)) for one in scene.given.mistakes)


def _dict(entries: dict[str, Any]) -> dict[object, Any]:
    return {int(key) if key.isdecimal() else key: value for key, value in entries.items()}


def _lists(rows: Numbers) -> list[Any]:
    return [list(one) if isinstance(one, tuple) else one for one in rows]


MISTAKE: Final = Mutant("mistake", "the answer is a mistake that is named", _answers, tells=_hints)
MISTAKE_IN_ENTRIES: Final = Mutant(
    "mistake", "entries are a mistake that is named", _in_entries, tells=_hints
)

# --- numbers ------------------------------------------------------------------------------


def _numbers(wrong: Callable[[Any, float], Iterator[object]]) -> Cells:
    """Other numbers in the place of an array; ``wrong`` is given the right ones and ``within``."""

    def cells(scene: Scene) -> tuple[str, ...]:
        right = np.asarray(scene.given.to, dtype=np.float64)
        made = wrong(right, scene.given.within)
        return tuple(_cell(scene.given.array, one) for one in made)

    return cells


def _off(right: Any, within: float) -> Iterator[object]:
    for place, sign in ((0, 1), (-1, -1)):
        moved = right.copy()
        moved.flat[place] += sign * 3 * within
        yield moved.tolist()


def _turned_around(right: Any, within: float) -> Iterator[object]:
    turned = right.reshape(-1)[::-1].reshape(right.shape)
    if not np.allclose(turned, right, rtol=0, atol=within):
        yield turned.tolist()


def _transposed(right: Any, within: float) -> Iterator[object]:
    if not np.allclose(right.T.reshape(-1), right.reshape(-1), rtol=0, atol=within):
        yield right.T.tolist()


def _not_finite(right: Any, _: float) -> Iterator[object]:
    rows = right.tolist()
    yield _Written(str(rows).replace(str(right.flat[0]), 'float("nan")', 1))


class _Written(str):
    """Python as it is to be written."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


NUMBERS: Final = (
    Mutant("off", "one number is too far away", _numbers(_off)),
    Mutant("turned around", "the numbers are in another order", _numbers(_turned_around)),
    Mutant(
        "transposed", "rows and columns are swapped", _numbers(_transposed),
        may_lose=("array_shape",),
    ),
    Mutant(
        "short", "the last row is missing", _numbers(lambda right, _: iter([right[:-1].tolist()])),
        loses=("array_shape",),
    ),
    Mutant("not finite", "one number is NaN", _numbers(_not_finite)),
    Mutant("as text", "it is a text", _numbers(lambda *_: iter(["?"])), loses=("array_shape",)),
    Mutant("nothing", "it is None", _numbers(lambda *_: iter([None])), loses=("array_shape",)),
    Mutant(
        "mistake", "the numbers are a mistake that is named", _in_arrays, tells=_hints,
        may_lose=("array_shape",),
    ),
)  # fmt: skip


# --- shapes and keys ----------------------------------------------------------------------


def _reshaped(expression: str, suits: Callable[[tuple[int, ...]], bool]) -> Cells:
    """Another shape in the place of ``_a``, where ``suits`` says that it would be another one."""

    def cells(scene: Scene) -> tuple[str, ...]:
        name = scene.given.array
        if not suits(tuple(scene.given.shape)):
            return ()
        return (f"import numpy as _np\n_a = _np.asarray({name})\n{name} = {expression}\n",)

    return cells


def _no_keys(scene: Scene) -> tuple[str, ...]:
    name = scene.given.value
    return _cell(name, {}), f"{name} = list({name}.values())\n"


def _last_key_missing(scene: Scene) -> tuple[str, ...]:
    name, last = scene.given.value, scene.given.keys[-1]
    return (f"{name} = {{_k: _v for _k, _v in {name}.items() if str(_k) != {last!r}}}\n",)


ARRAY_SHAPE: Final = (
    Mutant("in a row", "it has no columns",
           _reshaped("_a.reshape(-1)", lambda shape: len(shape) > 1)),
    Mutant("axis more", "it has an axis more", _reshaped("_a[None]", lambda _: True)),
    Mutant("row short", "the last row is missing", _reshaped("_a[:-1]", lambda _: True),
           loses=("numbers",)),
)  # fmt: skip
KEYS: Final = (
    Mutant("no keys", "there are no keys", _no_keys, loses=("entries",)),
    Mutant("last missing", "the last entry is missing", _last_key_missing, loses=("entries",)),
)
