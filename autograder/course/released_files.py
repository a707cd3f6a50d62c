"""What a folder for students was given, file by file: so that it can be told from what they wrote.

``released.json`` in its root names each file and the SHA-256 of its content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from autograder.errors import StaffError

LIST: Final = "released.json"

_DIGESTS: Final = msgspec.json.Decoder(dict[str, str])


def digest(content: bytes) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def read_list(root: Path) -> dict[str, str]:
    """The digest of each file, by its path below ``root``; nothing where none was given out.

    Raises:
        StaffError: the list can't be read.
    """
    try:
        return _DIGESTS.decode((root / LIST).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise StaffError(
            f"{root / LIST} can't be read: {error}",
            "It says which files `autograder release --students` wrote. Restore it, or move it "
            "and them away.",
        ) from error


def list_text(digests: Mapping[str, str]) -> str:
    """The content of the list."""
    return json.dumps(dict(sorted(digests.items())), ensure_ascii=False, indent=1) + "\n"


def as_released(path: Path, root: Path) -> bool:
    """Is this file still as it was given out? False where that isn't known."""
    try:
        known = read_list(root).get(path.resolve().relative_to(root.resolve()).as_posix())
        return known is not None and known == digest(path.read_bytes())
    except (OSError, ValueError, StaffError):
        return False
