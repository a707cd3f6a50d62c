"""Arrays of the course's data sets take the place of the digests that large ones leave."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.checking.course_data import CourseData
from autograder.evidence import unpack_array
from autograder.util.digests import data_digest
from tests.support.retrain import network, record

PICTURES = (np.arange(4 * 2 * 2, dtype="uint8") * 16).reshape(4, 2, 2)
FIT = msgspec.structs.replace(
    record(network(2), 3), x=None, x_digest=data_digest(PICTURES / 255), y=None
)


def test_a_file_is_found_by_its_name_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("1\n")
    assert CourseData(str(tmp_path)).path("table.csv").read_text() == "1\n"
    with pytest.raises(LookupError, match="other"):
        CourseData(str(tmp_path)).path("other.csv")
    with pytest.raises(LookupError, match="table"):
        CourseData().path("table.csv")


def test_a_digest_becomes_the_array_that_was_offered() -> None:
    data = CourseData()
    data.offer(PICTURES, (PICTURES / 255).astype("float32"))
    (found,) = data.completed([FIT])
    assert found.x is not None
    assert np.array_equal(unpack_array(found.x), (PICTURES / 255).astype("float32"))
    assert found.y is None


def test_what_nobody_offered_stays_unknown_and_what_was_kept_stays_as_it_is() -> None:
    data = CourseData()
    data.offer(PICTURES, PICTURES[::-1] / 255)
    kept = record(network(2), 3)
    assert data.completed([FIT, kept]) == (FIT, kept)
