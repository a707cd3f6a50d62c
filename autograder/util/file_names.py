"""Names by which an assignment asks for files: below the work folder, and never out of it."""

from __future__ import annotations

import re
from typing import Final, Literal

_LONGEST: Final = 80
_PART: Final = re.compile(r"[\w*][\w .*+=@-]*")  # no hidden file, and no way up

_IMAGES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
_TEXTS: Final = (".txt", ".csv", ".json", ".md", ".log", ".tsv", ".py", ".yaml", ".yml")

EXPORTED: Final = "saved_model.pb"  # is in a folder that ``model.export`` made

# What a file of a name should hold; "" where its ending says nothing.
Content = Literal["model", "weights", "image", "text", ""]


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


def is_pattern(name: str) -> bool:
    """Whether it stands for any file that fits, ``figures/*.png``."""
    return "*" in name


def last_part(path: str) -> str:
    """The name without the folders before it, and without a slash behind it."""
    return path.removesuffix("/").rpartition("/")[2]


def content_of(name: str) -> Content:
    """What a file of this name should hold, by its ending."""
    name = name.lower()
    if name.endswith(".weights.h5"):
        return "weights"
    if name.endswith((".keras", ".h5", ".hdf5")):
        return "model"
    if name.endswith(_IMAGES):
        return "image"
    return "text" if name.endswith(_TEXTS) else ""
