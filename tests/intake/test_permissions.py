"""A file that whoever grades may not read costs no student a point."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.intake.collect import collect

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """Two submissions in a folder that every user of the machine may enter."""
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    place.chmod(0o755)
    for name in ("kim", "lee"):
        (place / name).mkdir()
        (place / name / "work.py").write_text("answer = 42", encoding="utf-8")
    collect([place])  # imports what it needs while it still can
    try:
        if os.geteuid() == 0:
            os.seteuid(NOBODY)
        yield place
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        for path in (place / "lee", place / "lee" / "work.py"):
            path.chmod(0o700)
        shutil.rmtree(place)


def lock(path: Path) -> None:
    me = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    path.chmod(0o000)
    if os.getuid() == 0:
        os.seteuid(me)


@pytest.mark.parametrize("locked", ["lee", "lee/work.py"])
def test_what_may_not_be_read_is_the_staffs_to_mend(locked: str, folder: Path) -> None:
    lock(folder / locked)
    with pytest.raises(StaffError, match="Permission denied") as caught:
        collect([folder])
    assert str(folder / locked) in str(caught.value)
    assert caught.value.tip


def test_the_others_are_read_when_it_is_left_out(folder: Path) -> None:
    lock(folder / "lee" / "work.py")
    (found,) = collect([folder / "kim" / "work.py"])
    assert found.content == b"answer = 42"
