"""Names by which an assignment asks for files: below the work folder, and never out of it."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 80
_PART: Final = re.compile(r"[\w*][\w .*+=@-]*")  # no hidden file, and no way up


def is_file_name(name: str) -> bool:
    """Whether it names a file, ``model.keras``, a folder, ``logs/``, or is a pattern, ``*.png``.

    A dot or a slash is in it, so that it is never the name of a variable.
    """
    parts = name.removesuffix("/").split("/")
    return (
        len(name) <= _LONGEST
        and ("." in name or "/" in name)
        and all(_PART.fullmatch(part) and part[-1] not in " ." for part in parts)
    )


def is_folder_name(name: str) -> bool:
    """Whether a folder is asked for, and no file."""
    return name.endswith("/")
