"""Modules that every Colab notebook imports and that are not installed here.

Importing one works, using it fails: a notebook that imports pandas and never needs it loses
nothing, and one that does is told in the line where it matters. What only decorates (progress
bars, plot styles, sliders) does nothing at all. Installed modules are never touched.
"""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

_KNOWN = frozenset(
    {"cv2", "ipywidgets", "pandas", "plotly", "scipy", "seaborn", "skimage", "sklearn", "tqdm"}
)


class _Absent:
    """A name out of a module that isn't installed: any use of it says so."""

    def __init__(self, module: str) -> None:
        vars(self)["_module"] = module

    def _refuse(self, *_: Any, **__: Any) -> Any:
        name = vars(self)["_module"]
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._refuse()

    __call__ = __getitem__ = __iter__ = __enter__ = __len__ = _refuse


class _Widget:
    """A slider, a button: it keeps what it was given, and nothing ever happens to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.value = args[0] if args else None
        self.__dict__.update(kwargs)

    def observe(self, *_: Any, **__: Any) -> None:
        """Nobody moves it."""

    on_click = observe


def _same(items: Any = (), *_: Any, **__: Any) -> Any:
    return items


def _interact(*args: Any, **__: Any) -> Any:
    """``interact(f, …)`` and ``@interact(…)``: the function stays as it is and is not called."""
    return args[0] if args and callable(args[0]) else lambda function: function


def _style(*_: Any, **__: Any) -> None:
    """How plots look is not graded."""


_HARMLESS: dict[str, dict[str, Any]] = {
    "tqdm": {"tqdm": _same, "trange": lambda *args, **_: range(*args), "tqdm_notebook": _same},
    "seaborn": dict.fromkeys(
        ("set", "set_style", "set_theme", "set_palette", "set_context", "despine"), _style
    ),
}


class _Finder:
    """Last in line: asked only for what nobody else has."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in _KNOWN:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        root = module.__name__.partition(".")[0]
        harmless = _HARMLESS.get(root, {})

        def find(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            if root == "ipywidgets":
                return _interact if name.startswith("interact") else _Widget
            return harmless[name] if name in harmless else _Absent(root)

        vars(module)["__getattr__"] = find


def install() -> None:
    """Let the imports of these modules work."""
    sys.meta_path.append(_Finder())
