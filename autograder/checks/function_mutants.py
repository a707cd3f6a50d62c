"""The mutants of functions: the one of the reference, wrapped in one that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from autograder.checks.mutant import Mutant, Scene
from autograder.records import Text

# Of a class only what it predicts is changed.
_WRAPPED: Final = """\
import numpy as _np

_right = {name}


def _wrong(_give, *_args):
    {body}


if isinstance(_right, type):
    class {name}(_right):
        def predict(self, *args):
            return _wrong(super().predict, *args)
else:
    def {name}(*args):
        return _wrong(_right, *args)
"""


def _wrapped(body: str) -> Callable[[Scene], tuple[str, ...]]:
    def cells(scene: Scene) -> tuple[str, ...]:
        return (_WRAPPED.format(name=scene.given.function, body=body),)

    return cells


def _off(scene: Scene) -> tuple[str, ...]:
    if any(isinstance(call.gives, str | bool) for call in scene.given.calls):
        return ()
    body = f"return _np.asarray(_give(*_args)) + {3 * scene.given.within!r}"
    return _wrapped(body)(scene)


def _first_again(scene: Scene) -> tuple[str, ...]:
    if all(call.gives == scene.given.calls[0].gives for call in scene.given.calls):
        return ()
    body = (
        "_wrong.known = getattr(_wrong, 'known', None) or [_give(*_args)]; return _wrong.known[0]"
    )
    return _wrapped(body)(scene)


def _mistakes(scene: Scene) -> tuple[str, ...]:
    """Of each mistake that is named, a function that gives its values one after the other."""
    return tuple(
        _WRAPPED.format(
            name=scene.given.function,
            body=f"_wrong.left = getattr(_wrong, 'left', {list(one.gives)!r}); "
            "return _wrong.left.pop(0)",
        )
        for one in scene.given.mistakes
    )


def _hints(scene: Scene) -> tuple[Text, ...]:
    return tuple(one.hint for one in scene.given.mistakes)


GIVES: Final = (
    Mutant("off", "what it gives is too far away", _off),
    Mutant("first again", "it gives the same each time", _first_again),
    Mutant("nothing", "it lacks its return", _wrapped("_give(*_args)")),
    Mutant("raises", "it raises an error", _wrapped("raise ValueError('no')")),
    Mutant(
        "other arguments",
        "it takes one argument more",
        _wrapped("_give(*_args, 'one argument more')"),
    ),
    Mutant("mistake", "it makes a mistake that is named", _mistakes, tells=_hints),
)
