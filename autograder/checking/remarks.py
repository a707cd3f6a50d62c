"""What checks say of one submission, check by check: to the student, to a person, to the staff."""

from __future__ import annotations

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
