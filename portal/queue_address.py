"""The address of a portal's queue: read, tried, and refused where it is another one's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from autograder import api
from portal.configuration import ConfigurationError, kept_secret


def url_in(where: str) -> str:
    """The address of the database, from a file of its owner's or as it was given.

    Raises:
        StaffError: there is no such file, or others can read it.
    """
    if "://" in where:
        return where
    path = Path(where)
    if not path.is_file():
        raise api.StaffError(
            f"{where} is no file",
            "Name the queue-url in the folder of the portal's own files, such as "
            "portal-data/queue-url: `autograder serve` writes it.",
        )
    try:
        return kept_secret(path)
    except ConfigurationError as error:
        raise api.StaffError(str(error), error.tip) from error
    except (OSError, UnicodeError) as error:
        raise api.StaffError(f"{where} can't be read: {error}", "Copy it from the portal.") from (
            error
        )


@contextlib.contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """A connection that ends with the ``with`` block.

    Raises:
        StaffError: nobody answers there.
    """
    try:
        line = psycopg.connect(url, connect_timeout=10)
    except psycopg.Error as error:
        place = unquote(urlsplit(url).netloc.rpartition("@")[2]) or "that address"
        raise api.StaffError(
            f"no portal answers at {place}: {first_line(error)}",
            "Is the portal running? A portal with a PostgreSQL of its own is reached from its own "
            "machine only, by the user who started it; take its queue-url anew.",
        ) from error
    with line:
        yield line


def refuse_others(line: psycopg.Connection) -> None:
    """See that a command may order there.

    Raises:
        StaffError: this is another database, an older portal's, or an address for others.
    """
    try:
        found = line.execute(
            "SELECT has_table_privilege('portal_errand', 'INSERT'), "
            "has_table_privilege('portal_errand', 'DELETE')"
        ).fetchone()
    except psycopg.Error as error:
        raise api.StaffError(
            f"this database has no queue for commands: {first_line(error)}",
            "Start the portal anew with this version of autograder, and take its queue-url.",
        ) from error
    if found != (True, True):
        raise api.StaffError(
            "the role in this address may not order anything",
            "Take the portal's queue-url, not its worker-url.",
        )


def first_line(error: Exception) -> str:
    """The first line of what a database says of an error."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
