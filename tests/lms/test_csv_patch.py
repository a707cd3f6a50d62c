"""A sheet changes in the cells that are filled, and in no other byte."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import StaffError
from autograder.lms.csv_patch import parse_sheet, read_sheet
from tests.support.places import LMS

ENCODED = {
    "utf-8": "이름,성적\r\n김,\r\n".encode(),
    "utf-8 with mark": "\ufeff이름,성적\r\n김,\r\n".encode(),
    "utf-16 from Excel": "이름\t성적\r\n김\t\r\n".encode("utf-16"),
    "utf-16 big end first": b"\xfe\xff" + "이름\t성적\n김\t\n".encode("utf-16-be"),
    "cp949 from Excel": "이름,성적\r\n김,\r\n".encode("cp949"),
    "semicolons": "이름;성적\n김;\n".encode(),
    "old Mac": "이름,성적\r김,\r".encode(),
    "no end of line": "이름,성적\n김,".encode(),
}


@pytest.mark.parametrize("kind", ENCODED)
def test_only_the_cell_changes(kind: str) -> None:
    sheet = parse_sheet(ENCODED[kind], "sheet.csv")
    assert sheet.header == ("이름", "성적")
    assert sheet.filled({}) == ENCODED[kind]
    filled = parse_sheet(sheet.filled({(1, 1): "7.5"}), "sheet.csv")
    assert filled.value(1, 1) == "7.5"
    assert filled.filled({(1, 1): ""}) == ENCODED[kind]


@pytest.mark.parametrize("name", ["moodle-worksheet.csv", "canvas-gradebook.csv", "roster.csv"])
def test_a_real_looking_sheet_comes_back_as_it_was(name: str) -> None:
    content = (LMS / name).read_bytes()
    sheet = parse_sheet(content, name)
    assert sheet.filled({}) == content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [[cell.value for cell in row] for row in sheet.rows] == rows


def test_a_value_is_quoted_where_it_must_be() -> None:
    sheet = parse_sheet(b'a,b\n1,""\n', "s.csv")
    assert sheet.filled({(1, 0): '7,5"'}) == b'a,b\n"7,5""",""\n'
    assert sheet.filled({(1, 1): "8"}) == b'a,b\n1,"8"\n'


def test_a_quoted_field_may_hold_anything() -> None:
    content = b'a,b\r\n"one\r\ntwo, ""three""",\r\n'
    sheet = parse_sheet(content, "s.csv")
    assert sheet.value(1, 0) == 'one\r\ntwo, "three"'
    assert sheet.filled({(1, 1): "9"}) == content[:-2] + b"9\r\n"


@given(
    st.lists(
        st.lists(st.text(alphabet="ab,;\"\r\n =가'", max_size=6), min_size=2, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_any_table_of_pythons_is_read_as_python_reads_it(table: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["head", "of", "it"], *table])
    sheet = parse_sheet(out.getvalue().encode(), "s.csv")
    assert sheet.filled({}) == out.getvalue().encode()
    assert [[cell.value for cell in row] for row in sheet.rows[1:]] == table


FAULTS = {
    "empty": (b"", "is empty"),
    "blank": (b" \n", "is empty"),
    "open quote": (b'a,b\n"1,2\n', "row 2: a quotation mark is opened and not closed"),
    "a zip": (b"PK\x03\x04\x00\x00\xff\xfe\x00", "is not a text file"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_table_is_told(fault: str) -> None:
    content, message = FAULTS[fault]
    with pytest.raises(StaffError, match=message):
        parse_sheet(content, "sheet.csv")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="can't be read"):
        read_sheet(tmp_path / "none.csv")


def test_a_row_that_is_too_short_is_told() -> None:
    sheet = parse_sheet(b"a,b,c\n1,2\n", "s.csv")
    with pytest.raises(StaffError, match="row 2 has 2 cells where the first line has 3"):
        sheet.filled({(1, 2): "7"})
