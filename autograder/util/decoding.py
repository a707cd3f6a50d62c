"""Types that msgspec reads things into, made ready before any thread needs them.

msgspec puts together what it knows of a type when that type is first read. Two threads that do so
at once end the whole process with a segmentation fault: one of them sees the half of it. So every
type has its decoder, or its converter, made when its module is imported; a test forbids the forms
that begin at the first call (``msgspec.json.decode(…, type=…)``, ``msgspec.convert(…, …)``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec

T = TypeVar("T")


def converter(kind: type[T], *, from_attributes: bool = False) -> Callable[[object], T]:
    """``msgspec.convert`` to ``kind``, for what is no JSON; call it at module level.

    ``from_attributes`` also takes a record of another kind, field by field, by name.
    What it returns raises msgspec.ValidationError for what doesn't fit.
    """
    msgspec.json.Decoder(kind)  # has everything put together that ``convert`` looks up
    return partial(msgspec.convert, type=kind, from_attributes=from_attributes)
