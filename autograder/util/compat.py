"""What Python 3.10 lacks: students' machines have it, and ``check`` has to run there."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    from enum import StrEnum

    import tomllib
else:
    from enum import Enum

    import tomli as tomllib

    class StrEnum(str, Enum):
        """An enumeration of words, each of which is printed as it stands."""

        def __str__(self) -> str:
            return str(self.value)

        def __format__(self, spec: str) -> str:
            return format(str(self.value), spec)


TOMLDecodeError: type[ValueError] = tomllib.TOMLDecodeError


def read_toml(text: str) -> dict[str, Any]:
    """What a text in TOML says.

    Raises:
        TOMLDecodeError: it is none.
    """
    found: dict[str, Any] = tomllib.loads(text)
    return found


__all__ = ["StrEnum", "TOMLDecodeError", "read_toml"]
