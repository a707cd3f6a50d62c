"""Cells that leave a deliverable out of a solution, or give it another name."""

from __future__ import annotations

from typing import Final

from autograder.util.file_names import is_file_name

_EACH: Final = """\
import glob as _glob
import os as _os
import shutil as _shutil

for _one in _glob.glob({pattern!r}):
    {what}
"""
_REMOVED: Final = "_shutil.rmtree(_one) if _os.path.isdir(_one) else _os.remove(_one)"
_RENAMED: Final = "_os.rename(_one, _one + '_')"


def gone(name: str) -> str:
    """The variable is not there, or the file."""
    if is_file_name(name):
        return _EACH.format(pattern=name.removesuffix("/"), what=_REMOVED)
    return f"del {name}\n"


def misnamed(name: str) -> str:
    """The name has an underscore behind it."""
    if is_file_name(name):
        return _EACH.format(pattern=name.removesuffix("/"), what=_RENAMED)
    return f"{name}_ = {name}\ndel {name}\n"
