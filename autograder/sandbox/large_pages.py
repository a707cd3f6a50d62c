"""Puts the warm process' memory on large pages, so that forking it copies far fewer page entries.

A fork copies an entry for each page of memory that is its parent's own: 55,000 of 4 KiB after
TensorFlow was imported, three times a job. A child that writes gets copies of small pages as
before, so no job holds more memory for it. Facts from madvise(2) and the kernel's
``Documentation/admin-guide/mm/transhuge.rst``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from autograder.sandbox.layers import libc

_COLLAPSE: Final = 25  # MADV_COLLAPSE, Linux 6.1; elsewhere it fails, and all stays as it is
_LARGE: Final = 2 << 20  # bytes; where large pages are larger, it fails as well


def settle() -> None:
    """Call it when the libraries are imported, and nothing is forked yet."""
    for start, size in _blocks(Path("/proc/self/maps").read_text(encoding="utf-8")):
        with contextlib.suppress(OSError):
            libc.syscall("madvise", start, size, _COLLAPSE)


def _blocks(maps: str) -> Iterator[tuple[int, int]]:
    """Start and size of what of private writable memory without a file is whole large pages."""
    for line in maps.splitlines():
        place, rights, *rest = line.split(maxsplit=5)
        if rights == "rw-p" and (len(rest) < 4 or rest[3] == "[heap]"):
            low, high = (int(number, 16) for number in place.split("-"))
            first, end = -(-low // _LARGE) * _LARGE, high // _LARGE * _LARGE
            if first < end:
                yield first, end - first
