"""Modules that Colab has and that are not here, or that the course does without.

A student's ``import`` of one gives stand-ins; those of the libraries themselves are answered as
ever. What is a matter of looks works: a progress bar hands on what it is given, a widget keeps its
value. Nothing here keeps anything out: what must not be reached is not in the sandbox.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import keras

from autograder.libraries import missing_modules, name_of
from autograder.student import plots_of_stand_ins, stand_in
from autograder.student.colab import say


def install(withheld: Sequence[str]) -> None:
    """Let the student's imports of missing modules work, and of those that are ``withheld``.

    Call it in the job's work folder: modules that were handed in are the student's, too.
    """
    kept_away = frozenset(withheld)
    absent = missing_modules() | kept_away
    modules: dict[str, ModuleType] = {}
    original = builtins.__import__
    folder = f"{Path.cwd()}{os.sep}"

    def find(
        name: str,
        globals: Any = None,  # noqa: A002 - Python's own names
        locals: Any = None,  # noqa: A002
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        root = name.partition(".")[0]
        if level or root not in absent or not _is_students(globals, folder):
            return original(name, globals, locals, fromlist, level)
        wanted = name if fromlist else root
        if wanted not in modules:
            if not any(known.partition(".")[0] == root for known in modules):
                _tell(root, withheld=root in kept_away)
            modules[wanted] = _module(wanted, withheld=root in kept_away)
        return modules[wanted]

    builtins.__import__ = find
    if absent & {"pandas", "scipy", "sklearn"}:
        plots_of_stand_ins.install()


def _is_students(namespace: Any, folder: str) -> bool:
    """Whether an import stands in a cell or in a module that was handed in."""
    if not isinstance(namespace, dict):
        return False
    if namespace.get("__name__") == "__main__":
        return True
    return str(namespace.get("__file__") or "").startswith(folder)


def _tell(root: str, *, withheld: bool) -> None:
    name = name_of(root)
    if withheld:
        say(
            f"이 강의에서는 {name} 없이 합니다. 보여 주기만 하는 것은 건너뜁니다.",
            f"this course does without {name}; what only shows something is passed over.",
        )
    else:
        say(
            f"채점 환경에는 {name} 라이브러리가 없습니다. 보여 주기만 하는 것은 건너뜁니다.",
            f"{name} is not installed where this course is graded; what only shows something is "
            "passed over.",
        )


def _module(name: str, *, withheld: bool) -> ModuleType:
    made = stand_in.module(name, withheld=withheld)
    content = _CONTENT.get(name.partition(".")[0])
    if content is None:
        return made
    others = vars(made)["__getattr__"]

    def find(attribute: str) -> Any:
        found = content(attribute)
        return others(attribute) if found is None else found

    vars(made)["__getattr__"] = find
    return made


# --- progress bars -------------------------------------------------------------------------------


class Bar:
    """A progress bar that shows nothing: it hands on what it is given."""

    def __init__(self, iterable: Iterable[Any] = (), *_: Any, total: Any = None, **__: Any) -> None:
        self.iterable, self.total, self.n = iterable, total, 0
        self.disable = True

    def __iter__(self) -> Iterator[Any]:
        for item in self.iterable:
            yield item
            self.n += 1

    def __len__(self) -> int:
        return int(self.total) if self.total is not None else len(self.iterable)  # type: ignore[arg-type]

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        """It shows nothing, so there is nothing to take away."""

    def update(self, n: float = 1) -> None:
        """Count on."""
        self.n += int(n)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _nothing  # set_description, set_postfix, refresh, close, reset, …

    @staticmethod
    def write(text: str = "", *_: Any, **__: Any) -> None:
        """``tqdm.write``: a line beside the bars."""
        sys.stdout.write(f"{text}\n")

    @classmethod
    def pandas(cls, *_: Any, **__: Any) -> None:
        """``tqdm.pandas()``: gives tables a ``progress_apply``; there are none."""


Bar.__name__ = Bar.__qualname__ = "tqdm"
Bar.__module__ = "tqdm.std"


def _nothing(*_: Any, **__: Any) -> None:
    """How far a loop has come is not graded."""


class _BarOfTraining(keras.callbacks.Callback):  # type: ignore[misc]
    """``TqdmCallback``: shows how far ``fit`` has come."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()


_BarOfTraining.__name__ = _BarOfTraining.__qualname__ = "TqdmCallback"


def _of_tqdm(name: str) -> Any:
    if name in {"trange", "tnrange"}:
        return lambda *args, **_: Bar(range(*args))
    if name == "TqdmCallback":
        return _BarOfTraining
    return Bar if name.startswith("tqdm") else None


# --- widgets -------------------------------------------------------------------------------------


def _of_widgets(name: str) -> Any:
    if name.startswith("interact"):
        return _interact
    return _widget(name) if name[:1].isupper() else None


def _widget(name: str) -> type:
    """A slider, a button: it keeps what it was given, and nobody ever moves it."""

    def begin(self: Any, *args: Any, **kwargs: Any) -> None:
        vars(self).update({"value": args[0] if args else None, **kwargs})

    kind = type(stand_in.value(stand_in.Origin(f"ipywidgets.{name}", withheld=False, draws=True)))
    return type(name, (kind,), {"__init__": begin, "__module__": "ipywidgets"})


def _interact(*args: Any, **__: Any) -> Any:
    """``interact(f, …)`` and ``@interact(…)``: the function stays as it is and is not called."""
    return args[0] if args and callable(args[0]) else lambda function: function


_CONTENT: dict[str, Callable[[str], Any]] = {"tqdm": _of_tqdm, "ipywidgets": _of_widgets}
