"""Tables in a page of the docs, between marks, written by the command that measured them."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import StaffError
from autograder.util.atomic_write import write_atomic


def fill(page: Path, mark: str, text: str) -> None:
    """Put ``text`` between ``<!-- mark: begin -->`` and ``<!-- mark: end -->``.

    Raises:
        StaffError: the page can't be read or has no such marks.
    """
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    try:
        old = page.read_text(encoding="utf-8")
    except OSError as error:
        raise StaffError(
            f"{page} can't be read: {error.strerror}", "Name an existing page."
        ) from error
    head, found, rest = old.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise StaffError(f"{page} has no place for it", f"Put `{begin}` and `{end}` where it goes.")
    write_atomic(page, f"{head}{begin}\n\n{text.strip()}\n\n{end}{tail}".encode())
