"""Rows of a data set: columns of a CSV file, or the images of a gzipped IDX file."""

from __future__ import annotations

import csv
import gzip
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_MOST_BYTES: Final = 64 * 2**20  # of a file, unpacked
_IDX_MAGIC: Final = (0, 0, 8)  # two zeros and "unsigned bytes", before the number of axes


class DataRowsError(ValueError):
    """The file does not hold what was asked for; its message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Inputs, shape (rows, columns) or (rows, height, width), and a label for each row."""

    x: NDArray[np.float64]
    labels: tuple[str, ...]


def read_table(path: Path, columns: Sequence[int | str], label: int | str, last: int = 0) -> Rows:
    """Columns of a CSV file, in the order asked for; none asked for are all but the label's.

    A column is known by its name in the first line, or by its number from 0, from the end where
    it is negative. The first line is a heading where any column is asked for by name.

    Raises:
        DataRowsError: there is no such column, or it holds something else than finite numbers.
        OSError: the file can't be read.
    """
    lines = _lines(path)
    named = any(isinstance(one, str) for one in (*columns, label))
    width, heading = len(lines[0]), lines[0] if named else []
    body = lines[1:] if named else lines
    at_label = _place(label, width, heading)
    places = [_place(one, width, heading) for one in columns]
    places = places or [at for at in range(width) if at != at_label]
    if any(len(line) != width for line in body):
        raise DataRowsError("its lines are of different lengths")
    chosen = body[-last:]
    try:
        x = np.array([[float(line[at]) for at in places] for line in chosen], dtype=np.float64)
    except ValueError as error:
        raise DataRowsError("a column for the inputs holds something else than numbers") from error
    if not x.size or not np.isfinite(x).all():
        raise DataRowsError("it has no rows of finite numbers")
    return Rows(x, tuple(line[at_label].strip() for line in chosen))


def _lines(path: Path) -> list[list[str]]:
    if path.stat().st_size > _MOST_BYTES:
        raise DataRowsError("it is too large")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeError as error:
        raise DataRowsError("it is no text") from error
    lines = [line for line in csv.reader(text.splitlines()) if line]
    if not lines:
        raise DataRowsError("it is empty")
    return lines


def _place(column: int | str, width: int, heading: Sequence[str]) -> int:
    if isinstance(column, str):
        if column not in heading:
            raise DataRowsError(f"it has no column `{column}`, but {', '.join(heading[:20])}")
        return heading.index(column)
    if not -width <= column < width:
        raise DataRowsError(f"it has no column {column}, but {width} in all, counted from 0")
    return column % width


def read_images(path: Path, labels: Path, last: int = 0) -> Rows:
    """Images of a gzipped IDX file, as MNIST has them, with the labels of another one.

    Raises:
        DataRowsError: one of them is no such file, or they hold different numbers of rows.
        OSError: a file can't be read.
    """
    x, y = _idx(path, 3), _idx(labels, 1)
    if len(x) != len(y) or not x.size:
        raise DataRowsError(f"it holds {len(x)} images, with {len(y)} labels")
    return Rows(x[-last:].astype(np.float64), tuple(map(str, y[-last:].tolist())))


def _idx(path: Path, axes: int) -> NDArray[np.uint8]:
    try:
        with gzip.open(path) as file:
            content = file.read(_MOST_BYTES)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataRowsError(f"{path.name} is no gzipped file") from error
    start = 4 + 4 * axes
    if tuple(content[:4]) != (*_IDX_MAGIC, axes) or len(content) < start:
        raise DataRowsError(f"{path.name} is no IDX file of bytes with {axes} axes")
    shape = tuple(int(one) for one in np.frombuffer(content[4:start], ">u4"))
    if math.prod(shape) != len(content) - start:
        raise DataRowsError(f"{path.name} is cut off or too large")
    found: NDArray[Any] = np.frombuffer(content, np.uint8, offset=start).reshape(shape)
    return found


def class_numbers(labels: Sequence[str], most: int) -> NDArray[np.int64]:
    """Labels as whole numbers from 0 on, below ``most``.

    Raises:
        DataRowsError: one is something else.
    """
    try:
        numbers = np.array([float(one) for one in labels])
    except ValueError as error:
        raise DataRowsError("its labels are no numbers") from error
    if not ((numbers >= 0) & (numbers < most) & (numbers == np.floor(numbers))).all():
        raise DataRowsError(f"its labels are not whole numbers from 0 to {most - 1}")
    return numbers.astype(np.int64)
