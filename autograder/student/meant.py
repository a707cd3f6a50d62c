"""The name that was probably meant where a program uses one that is not known.

Only names are looked up, in modules, classes and signatures: no code of the student's runs.
"""

from __future__ import annotations

import builtins
import difflib
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, Final

import keras

_CLOSE = 0.7
_LONG_ENOUGH = 5  # letters of the beginning of a name
_MOST_NAMES = 5000
_UNKNOWN_STRING = re.compile(
    r"Could not interpret (?P<kind>[\w ]*?) ?identifier: *'?(?P<name>[\w.]+)"
)
_UNKNOWN_KEYWORD = re.compile(
    r"(?:(?P<call>[\w.]+)\(\) got an unexpected keyword argument '(?P<one>\w+)'"
    r"|Unrecognized keyword arguments passed to (?P<layer>\w+): \{'(?P<two>\w+)'"
    r"|Argument\(s\) not recognized: \{'(?P<three>\w+)')"
)
_NOT_IN_MODULE = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'")
_STRINGS: Final = {
    "activation function": keras.activations,
    "activation": keras.activations,
    "optimizer": keras.optimizers,
    "loss": keras.losses,
    "metric": keras.metrics,
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
}
# Losses and metrics that `compile` takes by names that are no attributes of their modules.
_EXTRA: Final = ("accuracy", "acc", "mse", "mae", "bce", "mape", "msle", "auc")


def meant(error: BaseException, names: Iterable[str], line: str = "") -> str:
    """The known name nearest to the one that ``error`` is about; '' where there is none.

    ``names`` are those of the program's own variables, ``line`` is the line that failed.
    """
    if isinstance(error, NameError):
        unbound = isinstance(error, UnboundLocalError)
        return "" if unbound else _nearest(error.name or "", [*names, *vars(builtins)])
    if isinstance(error, AttributeError):
        return _nearest(error.name, _attributes(error.obj)) if error.name else ""
    if isinstance(error, ModuleNotFoundError):
        return _module(error.name or "")
    return _in_message(str(error)[:2000], line)


def _in_message(said: str, line: str) -> str:
    """The name that was meant where only the message tells which one is wrong."""
    if found := _NOT_IN_MODULE.search(said):
        return _nearest(found["name"], _attributes(sys.modules.get(found["module"])))
    if found := _UNKNOWN_STRING.search(said):
        return _nearest(found["name"], _strings(found["kind"]))
    if found := _UNKNOWN_KEYWORD.search(said):
        name = found["one"] or found["two"] or found["three"]
        return _nearest(name, _keywords(found["call"] or found["layer"] or _callee(line, name)))
    return ""


def _nearest(name: str, known: Iterable[str]) -> str:
    """The nearest other name, whatever its case."""
    by_lower: dict[str, str] = {}
    for one in known:
        if one != name and len(by_lower) < _MOST_NAMES and not one.startswith("__"):
            by_lower.setdefault(one.lower(), one)
    close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=_CLOSE)
    if not close and len(name) >= _LONG_ENOUGH:
        close = sorted((one for one in by_lower if one.startswith(name.lower())), key=len)
    return by_lower[close[0]] if close else ""


def _attributes(value: Any) -> Iterator[str]:
    """Names of attributes, of which none is fetched."""
    spaces = [value, *type.mro(value)] if isinstance(value, type) else [value, *type(value).__mro__]
    for space in spaces:
        try:
            found = object.__getattribute__(space, "__dict__")
        except AttributeError:
            continue
        yield from (one for one in found if isinstance(one, str) and not one.startswith("_"))


def _module(name: str) -> str:
    """For ``tensorflow.kears``: a module beside it that is loaded."""
    parent, _, last = name.rpartition(".")
    if not parent:
        return ""  # what is installed is known to the report
    beside = vars(sys.modules[parent]) if parent in sys.modules else {}
    found = _nearest(last, (one for one in beside if isinstance(beside[one], ModuleType)))
    return f"{parent}.{found}" if found else ""


def _strings(kind: str) -> Iterator[str]:
    """What Keras takes as a string for this kind of thing, as people write it."""
    module = _STRINGS.get(kind.strip().lower())
    modules = [module] if module else list(_STRINGS.values())
    for one in modules:
        for name, value in vars(one).items():
            if name[:1].islower() and (inspect.isfunction(value) or inspect.isclass(value)):
                yield name
            elif inspect.isclass(value) and one is keras.optimizers:
                yield name.lower()
    if module in {keras.losses, keras.metrics}:
        yield from _EXTRA


def _callee(line: str, keyword: str) -> str:
    """The call in ``line`` that is given ``keyword``, for errors that do not name it."""
    before = line.partition(f"{keyword}=")[0] or line.partition(f"{keyword} =")[0]
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at] == ")") - (before[at] == "(")
        if depth < 0:
            found = re.search(r"([\w.]+)\s*$", before[:at])
            return found[1] if found else ""
    return ""


def _keywords(call: str) -> Iterator[str]:
    """Names of the arguments of a function of Keras or NumPy, by the end of its dotted name."""
    for function in _functions(call):
        try:
            parameters = inspect.signature(function).parameters
        except (TypeError, ValueError):
            continue
        yield from (name for name in parameters if name not in {"self", "args", "kwargs"})
        if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
            yield from _inherited(function)


def _functions(call: str) -> Iterator[Callable[..., Any]]:
    parts = call.removesuffix(".__init__").split(".")
    last = parts[-1]
    if last in {"fit", "compile", "evaluate", "predict", "summary"}:
        yield getattr(keras.Model, last)
        return
    import numpy as np

    for module in (keras.layers, keras.optimizers, keras.callbacks, keras, keras.utils, np):
        found = vars(module).get(last)
        if callable(found):
            yield found
            return


def _inherited(function: Any) -> Iterator[str]:
    """What ``**kwargs`` of a layer or an optimizer stands for."""
    if inspect.isclass(function) and issubclass(function, keras.Layer):
        yield from ("name", "dtype", "trainable", "input_shape", "input_dim")
    if inspect.isclass(function) and issubclass(function, keras.optimizers.Optimizer):
        yield from (
            *("learning_rate", "weight_decay", "clipnorm", "clipvalue", "global_clipnorm"),
            *("use_ema", "ema_momentum", "name"),
        )
