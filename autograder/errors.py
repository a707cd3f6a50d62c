"""The three kinds of trouble, which never mix.

::

    AutograderError
    ├── SubmissionError       the student's: scored, explained kindly
    ├── StaffError            the staff's: a clear message and a way out, exit status 2
    └── InfrastructureError   ours or the machine's: never a zero, the submission stays `ungraded`

A message says what happened; ``tip`` says what to do next.
"""

from __future__ import annotations

from autograder.records import Text


class AutograderError(Exception):
    """Root of everything this program raises on purpose."""


class SubmissionError(AutograderError):
    """What was handed in can't be read as a submission; status ``invalid``, score 0.

    ``message`` is shown to the student, in both languages.
    """

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class StaffError(AutograderError):
    """A command, a course or a folder is not as it should be; the staff can put it right."""

    def __init__(self, message: str, tip: str = "") -> None:
        super().__init__(message)
        self.tip = tip


class InfrastructureError(AutograderError):
    """This program or this machine failed; costs no student a point."""
