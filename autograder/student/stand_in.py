"""What stands in for a value of a library that is not here: it lets itself be shown, and no more.

A table that is only printed, described or plotted does nothing and costs nobody a point. Whatever
is done with a stand-in gives another one. Where it would have to become a number, an array or a
decision, its library is named: from there on the result would be wrong.
"""

from __future__ import annotations

import dis
import functools
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import FrameType, ModuleType
from typing import Any, NoReturn

from autograder.libraries import name_of

# What of these is used only draws; a loop over parts of a drawing has nothing to do.
_DRAWING = frozenset(
    {"altair", "bokeh", "graphviz", "ipywidgets", "koreanize_matplotlib", "missingno", "plotly"}
    | {"livelossplot", "pydot", "seaborn", "visualkeras", "wandb", "wordcloud"}
)
_DRAWS = ("plot", "hist", "boxplot", "plotting", "style")
_EXCEPTIONS = ("Error", "Exception", "Warning")
_PERCENT = frozenset({6, 19})  # of BINARY_OP: % and %=
_MOST_ITEMS = 1000  # of a container that is searched


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stand-in comes from: ``path`` is what the program would have called or is about to.

    ``withheld``: the library is installed, and the course does without it.
    """

    path: str
    withheld: bool
    called: bool = False
    draws: bool = False

    @property
    def module(self) -> str:
        """The module at the beginning of the path."""
        return self.path.partition(".")[0]

    def attribute(self, name: str) -> Origin:
        """The origin of an attribute: what is done to a result still comes of the first call."""
        draws = self.draws or name.endswith(_DRAWS)
        return replace(self, draws=draws, path=self.path if self.called else f"{self.path}.{name}")


class Kind(type):
    """The class of a stand-in's class, so that ``pd.DataFrame.from_dict`` is one, too."""

    origin: Origin

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return attribute(cls.origin, name)


class StandIn(metaclass=Kind):
    """A value of a library that is not here. Each origin has a class, called as the library's."""

    origin = Origin("", withheld=False)

    def __init__(self, *_: Any, **__: Any) -> None:
        """What is given makes no difference."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return attribute(type(self).origin, name)

    def __call__(self, *_: Any, **__: Any) -> Any:
        return _result(self)

    def __iter__(self) -> Iterator[Any]:
        if type(self).origin.draws:
            return iter(())
        raise needed(type(self).origin)

    def __len__(self) -> int:
        if type(self).origin.draws:
            return 0
        raise needed(type(self).origin)

    def __bool__(self) -> bool:
        if type(self).origin.draws:
            return True
        raise needed(type(self).origin)

    def __setitem__(self, _key: Any, _value: Any) -> None:
        """A new column of a table that is not there."""

    def __delitem__(self, _key: Any) -> None:
        """As above."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was begun."""

    def __array_ufunc__(self, *_: Any, **__: Any) -> Any:
        return _result(self)

    def __array_function__(self, *_: Any, **__: Any) -> Any:
        return _result(self)

    def __repr__(self) -> str:
        name = name_of(type(self).origin.module)
        return f"({name}: not here / 채점 환경에 없음)"

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __float__(self) -> float:
        if _formats(sys._getframe(1)):
            return math.nan  # "accuracy: %.2f" % …: the word nan in a line that is only read
        raise needed(type(self).origin)

    __hash__ = object.__hash__


def _result(self: StandIn, *_: Any, **__: Any) -> Any:
    return value(replace(type(self).origin, called=True))


def _refuse(self: StandIn, *_: Any, **__: Any) -> NoReturn:
    raise needed(type(self).origin)


for _name in (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"),
    *("lshift", "rshift"),
):
    for _form in (f"__{_name}__", f"__r{_name}__"):
        setattr(StandIn, _form, _result)
for _name in (
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__neg__", "__pos__", "__abs__"),
    *("__invert__", "__round__", "__getitem__"),
):
    setattr(StandIn, _name, _result)
for _name in ("__array__", "__int__", "__index__", "__complex__", "__contains__"):
    setattr(StandIn, _name, _refuse)


def _formats(frame: FrameType) -> bool:
    """Whether this frame is just at a ``%``; numbers would have asked the stand-in itself."""
    code, at = frame.f_code.co_code, frame.f_lasti
    name = dis.opname[code[at]]
    return name == "BINARY_MODULO" or (name == "BINARY_OP" and code[at + 1] in _PERCENT)


def needed(origin: Origin) -> ModuleNotFoundError:
    """The error that names the library which is needed from here on."""
    return ModuleNotFoundError(missing(origin), name=origin.module)


def missing(origin: Origin) -> str:
    """The message of the error that names a library; ``assets/errors.toml`` explains it."""
    why = "is not used in this course" if origin.withheld else "is not installed"
    return f"No module named '{origin.module}': it {why} (for {origin.path})"


@functools.cache
def _kind(origin: Origin) -> Kind:
    parts = origin.path.split(".")
    named = {"__module__": ".".join(parts[:-1]) or parts[0], "origin": origin}
    return Kind(parts[-1], (StandIn,), named)


def value(origin: Origin) -> StandIn:
    """A stand-in of this origin."""
    found: StandIn = _kind(origin)()
    return found


def attribute(origin: Origin, name: str) -> Any:
    """What ``library.name`` gives: a class or an exception by its name, else a stand-in."""
    found = origin.attribute(name)
    if origin.called or not name[:1].isupper():
        return value(found)
    if name.endswith(_EXCEPTIONS):
        return type(name, (Exception,), {"__module__": origin.path})
    return _kind(replace(found, called=True))


def module(name: str, *, withheld: bool) -> ModuleType:
    """A module whose every name is a stand-in."""
    made = ModuleType(name)
    origin = Origin(name, withheld, draws=name.partition(".")[0] in _DRAWING)

    def find(attribute_name: str) -> Any:
        if attribute_name.startswith("_"):
            raise AttributeError(attribute_name)
        return attribute(origin, attribute_name)

    vars(made).update({"__getattr__": find, "__version__": "0", "_origin": origin})
    return made


def with_real_callbacks(given: dict[str, Any]) -> dict[str, Any]:
    """Arguments of ``fit`` without callbacks of libraries that are not here: those only watch."""
    callbacks = given.get("callbacks")
    if isinstance(callbacks, StandIn):
        return given | {"callbacks": None}
    if not isinstance(callbacks, list | tuple):
        return given
    kept = [one for one in callbacks if not isinstance(one, StandIn)]
    return given if len(kept) == len(callbacks) else given | {"callbacks": kept}


def origin_of(found: Any) -> Origin | None:
    """The origin of a stand-in, of its class or of its module, also within a container."""
    if isinstance(found, StandIn) or (isinstance(found, type) and issubclass(found, StandIn)):
        return found.origin
    if isinstance(found, ModuleType):
        origin = vars(found).get("_origin")
        return origin if isinstance(origin, Origin) else None
    if type(found) in {list, tuple, set}:
        parts = list(found)[:_MOST_ITEMS]
    elif type(found) is dict:
        parts = list(found.values())[:_MOST_ITEMS]
    else:
        return None
    return next((part.origin for part in parts if isinstance(part, StandIn)), None)
