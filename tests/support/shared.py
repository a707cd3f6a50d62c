"""What is made once for a whole run of the tests, whichever of its workers needs it first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder or file that ``make`` has written, of this ``name``; not to be changed.

    The workers of one run wait for the one that makes it. Where that fails, the next one tries.
    """
    own = factory.getbasetemp()
    place = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made = place / f"{name}-made"
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = factory.mktemp(name) / "making"
            make(making)
            making.rename(made)
    return made
