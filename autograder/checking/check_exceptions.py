"""How a check ends when it can say neither yes nor no. ``text`` is always for the student."""

from __future__ import annotations

from autograder.records import Text


class _RefusalError(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class NotCheckedError(_RefusalError):
    """What the check needs is not there."""


class WrongKindError(_RefusalError):
    """The deliverable is there but isn't what was asked for."""


class UndecidedError(_RefusalError):
    """No program can decide this fairly: a person looks at it, and no points are lost till then.

    ``note`` tells that person what there is to know.
    """

    def __init__(self, text: Text, note: str = "") -> None:
        super().__init__(text)
        self.note = note
