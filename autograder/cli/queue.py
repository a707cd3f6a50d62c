"""``grade --queue``: other machines grade, by way of a queue that another program knows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Final

from autograder.api import Elsewhere
from autograder.errors import StaffError
from autograder.records import Text

# What opens a queue: a function of its address and of whom to tell, which gives a context manager
# of an `Elsewhere`.
GROUP: Final = "autograder.queues"
MOST: Final = 256  # submissions in a queue at a time


@contextlib.contextmanager
def open_queue(where: str | None, say: Callable[[Text], None]) -> Iterator[Elsewhere | None]:
    """The machines behind a queue for as long as the ``with`` block lasts; None for no queue.

    Raises:
        StaffError: there is no such queue, or what knows of queues is not installed.
    """
    if where is None:
        yield None
        return
    (known,) = list(entry_points(group=GROUP))[:1] or (None,)
    if known is None:
        raise StaffError(
            "nothing that is installed here knows of queues",
            "Install what it needs: pip install 'keras-autograder[portal]'",
        )
    try:
        opened = known.load()
    except ImportError as error:
        raise StaffError(
            f"{error.name} is not installed, which --queue needs",
            "Install what it needs: pip install 'keras-autograder[portal]'",
        ) from error
    with opened(where, say) as elsewhere:
        yield elsewhere
