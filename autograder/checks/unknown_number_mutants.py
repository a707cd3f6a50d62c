"""The mutants of arrays of which a fact is known: other draws, other ratios, other weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from autograder.checks.mutant import Mutant, Scene
from autograder.records import Text

Cells = Callable[[Scene], tuple[str, ...]]


def _instead(*expressions: str) -> Cells:
    """Other numbers in the place of ``_a``, an array."""

    def cells(scene: Scene) -> tuple[str, ...]:
        name = scene.given.array
        return tuple(
            f'import numpy as _np\n_a = _np.asarray({name}, "float64")\n{name} = {one}\n'
            for one in expressions
        )

    return cells


def _draw(deviation: float, *, uniform: bool) -> str:
    generator = "_np.random.default_rng(7)"
    if uniform:
        return f"{generator}.uniform(-1, 1, _a.shape) * {deviation * 3**0.5!r}"
    return f"{generator}.normal(0, {deviation!r}, _a.shape)"


def _other_law(scene: Scene) -> tuple[str, ...]:
    given = scene.given
    return _instead(_draw(given.deviation, uniform=not given.uniform))(scene)


def _other_widths(scene: Scene) -> tuple[str, ...]:
    factors = (1 + 2 * scene.given.within, 1 - 2 * scene.given.within)
    return _instead(*(f"{factor!r} * _a" for factor in factors))(scene)


def _mistakes(scene: Scene) -> tuple[str, ...]:
    given = scene.given
    draws = (_draw(one.value, uniform=given.uniform) for one in given.mistakes)
    return _instead(*draws)(scene)


def _hints(scene: Scene) -> tuple[Text, ...]:
    return tuple(one.hint for one in scene.given.mistakes)


def _beyond(scene: Scene) -> tuple[str, ...]:
    """The first number so large, or so small, that the ratio is on the other side of its bound."""
    given = scene.given
    factor = 3 * given.below if given.below is not None else given.above / 3
    return _instead(f"_np.concatenate([[_a.ravel()[-1] * {factor!r}], _a.ravel()[1:]])")(scene)


_NO_NUMBERS: Final = (
    Mutant("as text", "it is a text", _instead('"?"'), loses=("array_shape",)),
    Mutant("nothing", "it is None", _instead("None"), loses=("array_shape",)),
)
DRAWN: Final = (
    Mutant("other law", "it is drawn from another distribution of the same width", _other_law),
    Mutant("other width", "the numbers are further apart, or nearer", _other_widths),
    Mutant("shifted", "the mean is not 0", _instead("_a + 0.3 * _a.std()")),
    Mutant("repeated", "one half repeats the other",
           _instead("_np.resize(_a.ravel()[: _a.size // 2], _a.shape)")),
    Mutant("not finite", "one number is NaN",
           _instead('_np.where(_a == _a.max(), float("nan"), _a)')),
    Mutant("few", "most numbers are missing", _instead("_a.ravel()[:100]"), loses=("array_shape",)),
    Mutant("mistake", "the width is a mistake that is named", _mistakes, tells=_hints),
    *_NO_NUMBERS,
)  # fmt: skip
RATIO: Final = (
    Mutant("beyond", "the ratio is on the other side of its bound", _beyond),
    Mutant("not finite", "the first number is NaN",
           _instead('_np.concatenate([[float("nan")], _a.ravel()[1:]])')),
    Mutant("zeros", "all numbers are 0", _instead("0 * _a")),
    Mutant("alone", "it is one number", _instead("_a.ravel()[:1]"), loses=("array_shape",)),
    *_NO_NUMBERS,
)  # fmt: skip
OWN_WEIGHTS: Final = (
    Mutant("off", "the numbers are a little off", _instead("1.01 * _a + 0.01")),
    Mutant("zeros", "all numbers are 0", _instead("0 * _a")),
    *_NO_NUMBERS,
)
