"""What the portal's commands say where something is missing or wrong, and how to mend it."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from typing import Final

import click

_REFUSED: Final = 2  # the exit status
_OF_THE_EXTRA: Final = ("django", "procrastinate", "psycopg", "jwt", "uvicorn", "whitenoise")


def need_extra(command: str) -> None:
    """End the command where something is missing that the extra `portal` brings."""
    try:
        for name in _OF_THE_EXTRA:
            importlib.import_module(name)
    except ImportError as error:
        _end(command, f"{error.name} is not installed",
             "Install what it needs: pip install 'keras-autograder[grade,portal]'")  # fmt: skip


@contextlib.contextmanager
def plainly(command: str) -> Iterator[None]:
    """Around the command itself: says what the staff can mend, and ends it."""
    from autograder.api import StaffError
    from portal.configuration import ConfigurationError

    try:
        yield
    except KeyboardInterrupt:
        sys.exit(0)
    except (ConfigurationError, StaffError) as error:
        _end(command, str(error), error.tip)


def _end(command: str, what: str, tip: str) -> None:
    click.echo(f"autograder {command}: {what}\n{tip}", err=True)
    sys.exit(_REFUSED)
