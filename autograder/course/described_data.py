"""What ``course.toml`` says of data sets, and which of them an assignment hands out.

A digest says that a file is the one that was meant: the thresholds of checks were measured on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from autograder.course.faults import fault
from autograder.course.form import DataForm
from autograder.records import DataFile, DataSet, HandedOut

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ADD: Final = "autograder data add"


def data_sets(given: Mapping[str, DataForm], path: Path) -> tuple[DataSet, ...]:
    """The tables ``[data."FILE"]`` of ``course.toml``.

    Raises:
        StaffError: a digest is none.
    """
    for name, one in given.items():
        if not _DIGEST.fullmatch(one.sha256):
            said = f"`{one.sha256[:80]}` is no SHA-256 of a file"
            raise fault(path, ["data", name, "sha256"], said, f"`{_ADD} data/{name}` writes it.")
    return tuple(DataSet(name, one.sha256, one.source, one.licence) for name, one in given.items())


def handed_out(
    names: Sequence[str], files: Sequence[DataFile], described: Sequence[DataSet], path: Path
) -> tuple[HandedOut, ...]:
    """The files that ``names`` in an ``assignment.toml`` mean, each a file or a folder of them.

    Raises:
        StaffError: there is no such file, or it is another one than ``course.toml`` says.
    """
    return tuple(one for name in names for one in _named(name, files, described, path))


def _named(
    name: str, files: Sequence[DataFile], described: Sequence[DataSet], path: Path
) -> Iterator[HandedOut]:
    about = {one.path: one for one in described}
    found = [one for one in files if one.path == name or one.path.startswith(f"{name}/")]
    if not found:
        said = f"the course has no data/{name}"
        raise fault(path, ["data"], said, f"`{_ADD} FILE` puts one there.")
    for file in found:
        known = about.get(file.path)
        if known is not None and known.digest != file.digest:
            said = f"data/{file.path} is another file than course.toml says"
            tip = f"Put the right one there, or say that it is: `{_ADD} data/{file.path}`."
            raise fault(path, ["data"], said, tip)
        yield HandedOut(file, known)
