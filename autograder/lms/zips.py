"""Zips that are written whole or not at all, the same bytes for the same content."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.intake.names import DEVICES, FORBIDDEN, clean_name

_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip; ``mode`` as in chmod."""

    name: str
    content: bytes
    mode: int = 0o644


def safe_name(name: str) -> str:
    """``name`` such that no system unpacks it elsewhere, under a device's name or not at all.

    A dash, not an underscore, takes the place of a sign: LMSes part names at underscores.
    """
    parts = [_safe_part(part) for part in name.split("/") if part not in {"", ".", ".."}]
    return "/".join(parts) or "file"


def _safe_part(part: str) -> str:
    cleaned = "".join("-" if sign in FORBIDDEN else sign for sign in clean_name(part))
    cleaned = cleaned.strip().rstrip(". ") or "file"
    return f"-{cleaned}" if cleaned.split(".")[0].casefold() in DEVICES else cleaned


def write_zip(path: Path, members: Iterable[Member]) -> None:
    """A zip at ``path``; names that are not ASCII are marked as UTF-8.

    Raises:
        OSError: the folder can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for member in members:
                    info = zipfile.ZipInfo(safe_name(member.name), _DATE)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    info.external_attr = (0o100000 | member.mode) << 16
                    info.create_system = 3  # Unix, so that the mode is read
                    archive.writestr(info, member.content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
