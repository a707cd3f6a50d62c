"""A message in the two languages of the course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One message in the two languages of the course."""

    ko: str
    en: str

    def to(self, language: Language) -> str:
        """The text in ``language``."""
        return self.ko if language == "ko" else self.en


NO_TEXT = Text(ko="", en="")
