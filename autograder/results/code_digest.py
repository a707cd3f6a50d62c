"""Digests of this program's own code, so that a kept result is made anew where that may matter.

What a result depends on is found, not listed: the modules that make it, and all that these import,
as far as it is ours. With a module go the words and templates that lie beside it.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_NAME: Final = "autograder"
_PACKAGE: Final = Path(__file__).resolve().parents[1]
# An import statement of ours, with what it names; parsing 300 files takes a second, this does not.
_IMPORT: Final = re.compile(
    rf"^[ \t]*(?:from ({_NAME}[\w.]*) import (\([^)]*\)|[^\n]*)|import ({_NAME}[\w., \t]*))",
    re.MULTILINE,
)
_WORD: Final = re.compile(r"\w+")
_DATA: Final = ("*.toml", "assets/*", "templates/*")


@functools.cache
def code_digest(roots: tuple[str, ...], package: Path = _PACKAGE) -> str:
    """A digest of the modules ``roots`` and of all of ours that they import.

    ``roots`` are whole names, such as ``autograder.student.run``; ``package`` is the folder of
    another copy of this program.

    Raises:
        FileNotFoundError: there is no such module.
    """
    total = hashlib.sha256()
    for path in files_of(roots, package):
        total.update(path.relative_to(package).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:32]


def files_of(roots: Iterable[str], package: Path = _PACKAGE) -> list[Path]:
    """The files that ``code_digest`` is made of, sorted."""
    found: set[Path] = set()
    left = [_source(root, package) for root in roots]
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        found.update(data for kind in _DATA for data in path.parent.glob(kind) if data.is_file())
        names = imports(path.read_text(encoding="utf-8"))
        modules = (_found(name, package) for name in names)
        left += [module for module in modules if module is not None]
        left += _packages(path, package)
    return sorted(found)


def imports(source: str) -> Iterator[str]:
    """The names of ours that a module's text imports, whether modules or things in them."""
    for module, names, modules in _IMPORT.findall(source):
        if module:
            yield module
            bare = re.sub(r"#[^\n]*", "", names)
            bare = re.sub(r"\bas\s+\w+", "", bare)
            yield from (f"{module}.{name}" for name in _WORD.findall(bare))
        else:
            yield from (one.split()[0] for one in modules.split(",") if one.strip())


def _packages(path: Path, package: Path) -> list[Path]:
    """The ``__init__.py`` of the packages that a module lies in."""
    above = [folder for folder in path.parents if folder.is_relative_to(package)]
    files = [folder / "__init__.py" for folder in above]
    return [file for file in files if file.is_file()]


def _source(module: str, package: Path) -> Path:
    path = _found(module, package)
    if path is None:
        raise FileNotFoundError(f"there is no module {module} in {package}")
    return path


def _found(name: str, package: Path) -> Path | None:
    """The file of a module; None where the name is that of something in a module."""
    _, *parts = name.split(".")
    path = package.joinpath(*parts)
    for file in (path.with_suffix(".py") if parts else path / "__init__.py", path / "__init__.py"):
        if file.is_file():
            return file
    return None
