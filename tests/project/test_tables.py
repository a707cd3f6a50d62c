"""The tables in the docs say what the data says."""

from __future__ import annotations

import pytest

from tests.support.tables import REFERENCE, TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_current(name: str) -> None:
    written = (REFERENCE / name).read_text("utf-8")
    assert written == TABLES[name](), "run `make tables`"
