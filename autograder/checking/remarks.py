"""What checks say of one submission, check by check: to the student, to a person, to the staff."""

from __future__ import annotations

from typing import NoReturn

from autograder.checking.check_exceptions import UndecidedError
from autograder.records import Text, joined


class Remarks:
    """Collects what is said; ``begin`` names the check that says it from there on."""

    def __init__(self) -> None:
        self._told: dict[str, list[Text]] = {}
        self._fractions: dict[str, float] = {}
        self._reviews: dict[str, str] = {}
        self._staff_notes: list[str] = []
        self._check = ""

    def begin(self, check: str) -> None:
        """From here on, what is said and awarded belongs to this check."""
        self._check = check

    def say(self, text: Text) -> None:
        """A sentence for the student."""
        self._told.setdefault(self._check, []).append(text)

    def award(self, fraction: float) -> None:
        """Give this part (0…1) of the check's points instead of all."""
        self._fractions[self._check] = min(1.0, max(0.0, float(fraction)))

    def review(self, text: str) -> None:
        """A text for the person who marks this check."""
        self._reviews[self._check] = text

    def tell_staff(self, note: str) -> None:
        """A note that only the staff sees, once."""
        if note not in self._staff_notes:
            self._staff_notes.append(note)

    def told(self, check: str) -> Text:
        """All sentences of a check, in one text."""
        return joined(*self._told.get(check, ()))

    def fraction(self, check: str) -> float:
        """The part of the points that the check awards if it passes."""
        return self._fractions.get(check, 1.0)

    def staff_notes(self) -> tuple[str, ...]:
        """All notes for the staff, in order."""
        return tuple(self._staff_notes)

    def review_text(self) -> str:
        """What a person has to read, of all checks together."""
        return "\n\n".join(self._reviews.values())


class Speaker:
    """What a check can say; ``remarks`` collects it."""

    def __init__(self) -> None:
        self.remarks = Remarks()

    def tell(self, *, ko: str = "", en: str = "", **others: str) -> None:
        """Add a sentence that the student sees with this check, passed or not.

        It is given in the languages of the course, ``tell(ko="…", en="…")``.
        """
        first = next(filter(None, (en, ko, *others.values())), "")
        self.say(Text(ko or first, en or first, others=others))

    def say(self, text: Text) -> None:
        """``tell`` of a text that is there in every language."""
        self.remarks.say(text)

    def award(self, fraction: float) -> None:
        """Give this part (0…1) of the check's points instead of all."""
        self.remarks.award(fraction)

    def leave_open(self, text: Text, note: str) -> NoReturn:
        """End the check without a verdict: a person gives its points, who is told the note.

        Raises:
            UndecidedError: always.
        """
        raise UndecidedError(text, note)

    def review(self, text: str) -> None:
        """Hand a text to the person who marks this check."""
        self.remarks.review(text)

    def tell_staff(self, note: str) -> None:
        """Leave a note that only the staff sees."""
        self.remarks.tell_staff(note)
