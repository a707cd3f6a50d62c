"""A CSV of which single cells are changed while every other byte stays as it was.

An LMS reads its own sheet back by its own rules: the columns, their order, the encoding, the
byte order mark and the line ends are all part of the format. So nothing is written anew: the new
values are put into the text at the places of the old ones. A name that a spreadsheet would run is
such an old one, where the LMS does not read it back.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import StaffError
from autograder.util.csv_separator import separator
from autograder.util.spreadsheet_cells import harmless_fact

MAX_BYTES = 64 * 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = ("utf-8", "cp949", "latin-1")  # the last one reads anything


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: its value, and where it stands in the text, quotes included."""

    value: str
    start: int
    stop: int
    quoted: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was read. ``rows[0]`` is the header; blank lines are rows of one cell."""

    name: str
    text: str
    rows: tuple[Row, ...]
    delimiter: str
    encoding: str
    bom: bytes

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, without the blanks around them."""
        return tuple(cell.value.strip() for cell in self.rows[0])

    def value(self, row: int, column: int) -> str:
        """The text of a cell, '' where the row is too short."""
        cells = self.rows[row]
        return cells[column].value if column < len(cells) else ""

    def students(self) -> Iterator[int]:
        """The numbers of the rows below the header that hold anything."""
        for number, row in enumerate(self.rows[1:], start=1):
            if any(cell.value.strip() for cell in row):
                yield number

    def made_harmless(self, columns: Collection[int]) -> dict[tuple[int, int], str]:
        """New values, by row and column, for the cells that a spreadsheet would run.

        ``columns`` are those that the LMS does not read back: in the others its own text has to
        stay as it is.
        """
        return {
            (row, column): safe
            for row in self.students()
            for column in columns
            if (safe := harmless_fact(self.value(row, column))) != self.value(row, column)
        }

    def filled(self, values: Mapping[tuple[int, int], str]) -> bytes:
        """The file with ``values`` put in, by row and column.

        Raises:
            StaffError: a row has no such column.
        """
        pieces, at = [], 0
        for (row, column), value in sorted(values.items()):
            if column >= len(self.rows[row]):
                raise StaffError(
                    f"{self.name}, row {row + 1} has {len(self.rows[row])} cells where the first "
                    f"line has {len(self.header)}",
                    "Download the file again: it was cut short or edited.",
                )
            cell = self.rows[row][column]
            pieces += [self.text[at : cell.start], self._field(value, quoted=cell.quoted)]
            at = cell.stop
        return self.bom + "".join([*pieces, self.text[at:]]).encode(self.encoding)

    def _field(self, value: str, *, quoted: bool) -> str:
        if quoted or any(sign in value for sign in (self.delimiter, '"', "\n", "\r")):
            return '"{}"'.format(value.replace('"', '""'))
        return value


def read_sheet(path: Path) -> Sheet:
    """The table in a file, in whichever encoding and with whichever separator it is.

    Raises:
        StaffError: the file is missing, empty, too large or no table.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise StaffError(f"{path} can't be read: {error.strerror}", "Check the path.") from error
    if len(content) > MAX_BYTES:
        raise StaffError(f"{path} is larger than {MAX_BYTES >> 20} MB", "Is this the right file?")
    return parse_sheet(content, path.name)


def parse_sheet(content: bytes, name: str) -> Sheet:
    """``read_sheet`` for bytes; ``name`` is for messages.

    Raises:
        StaffError: as ``read_sheet``.
    """
    text, encoding, bom = _decoded(content, name)
    delimiter = separator(text)
    rows = tuple(_rows(text, delimiter, name))
    if not rows or not any(cell.value.strip() for cell in rows[0]):
        raise StaffError(f"{name} is empty", "Download it from the LMS again.")
    return Sheet(name, text, rows, delimiter, encoding, bom)


def _decoded(content: bytes, name: str) -> tuple[str, str, bytes]:
    """Text, encoding and byte order mark, such that they encode to ``content`` again."""
    marked = next(((b, e) for b, e in _BOMS if content.startswith(b)), None)
    bom, candidates = (marked[0], (marked[1],)) if marked else (b"", _ENCODINGS)
    content = content.removeprefix(bom)
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and text.encode(encoding) == content:
            return text, encoding, bom
    raise StaffError(f"{name} is not a text file", "Give the CSV that the LMS exported.")


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
    """The fields as RFC 4180 has them; ``\\n``, ``\\r\\n`` and ``\\r`` end a row."""
    at, cells, number = 0, list[Cell](), 1
    while at < len(text) or cells:
        cell = _cell(text, at, delimiter)
        if cell is None:
            raise StaffError(
                f"{name}, row {number}: a quotation mark is opened and not closed",
                "Download the file again: it was cut short or edited.",
            )
        cells.append(cell)
        at = cell.stop
        if text.startswith(delimiter, at):
            at += 1
            continue
        yield tuple(cells)
        cells, number = [], number + 1
        at += 2 if text.startswith("\r\n", at) else 1


def _cell(text: str, start: int, delimiter: str) -> Cell | None:
    """The field at ``start``; None if its quotation mark is never closed."""
    at, value = start, ""
    quoted = text.startswith('"', start)
    if quoted:
        at += 1
        while True:
            end = text.find('"', at)
            if end < 0:
                return None
            value += text[at:end]
            at = end + 1
            if not text.startswith('"', at):
                break
            value, at = value + '"', at + 1
    end = min(
        (found for sign in (delimiter, "\n", "\r") if (found := text.find(sign, at)) >= 0),
        default=len(text),
    )
    return Cell(value + text[at:end], start, end, quoted)
