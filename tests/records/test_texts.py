"""Messages go from the judge to the grader as JSON, whatever numbers are in them."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from autograder.records import Text
from autograder.records.texts import say


@pytest.mark.parametrize("number", [np.int64(3), np.uint8(3), np.float32(3), np.sum([True] * 3), 3])
def test_a_number_of_numpys_can_be_sent(number: int) -> None:
    said = say("{count:g}줄", "{count:g} rows", count=number)
    assert (said.ko, said.en) == ("3줄", "3 rows")
    assert msgspec.json.decode(msgspec.json.encode(said), type=Text) == said
