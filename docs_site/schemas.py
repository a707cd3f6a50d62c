"""Writes the schemas that the package ships from its code: ``python -m docs_site.schemas``.

A changed one gets the next version, and courses get it with their next ``autograder release``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from autograder.course.schemas import shipped
from autograder.course.schemas.shipped import KINDS, Kind

FOLDER: Final = Path(shipped.__file__).parent


def renewed(kind: Kind) -> str:
    """The text that the shipped file should have: as it is, or changed and of the next version."""
    number = shipped.version(kind)
    text = shipped.written(shipped.schema(kind), number)
    return (
        text
        if text == shipped.shipped_text(kind)
        else shipped.written(shipped.schema(kind), number + 1)
    )


if __name__ == "__main__":
    for one in KINDS:
        (FOLDER / shipped.file_name(one)).write_text(renewed(one), encoding="utf-8")
