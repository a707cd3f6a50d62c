"""What checks use that were imported from another grader: there, any error was a wrong answer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from autograder.checking.check_exceptions import NotCheckedError, UndecidedError, WrongKindError


@contextlib.contextmanager
def error_is_wrong() -> Iterator[None]:
    """Within, an exception means that the answer is wrong, as it did in the notebook's own test.

    Raises:
        AssertionError: for any exception but those that say how a check ends.
    """
    try:
        yield
    except (AssertionError, NotCheckedError, WrongKindError, UndecidedError):
        raise
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
