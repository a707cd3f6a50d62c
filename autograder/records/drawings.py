"""What the feedback is to draw of a deliverable beside what it draws of each model by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograder.records.texts import Text

Plot = Literal["", "linear", "log", "layers", "confusion"]


@dataclass(frozen=True, slots=True)
class DataRows:
    """Rows of a data set that students have, and what each of them is labelled.

    ``file`` is a CSV file below the course's ``data/``, or a gzipped IDX file of images, whose
    ``labels`` are another one. Columns of a CSV file are named as its heading names them, or by
    their number from 0, from the end where it is negative; no ``columns`` are all but ``label``.
    Of the rows only the ``last`` so many are meant, 0: all; numbers are divided by ``divide``.
    """

    file: str
    labels: str = ""
    columns: tuple[int | str, ...] = ()
    label: int | str = -1
    last: int = 0
    divide: float = 1.0


@dataclass(frozen=True, slots=True)
class ConfusionPicture:
    """What a model answers for rows of a data set: how often which class is taken for which.

    ``classes`` are what the labels 0, 1, … are called; () where the numbers say it.
    """

    rows: DataRows
    classes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundaryPicture:
    """Two weights as the line that they draw between points: two columns of a data set.

    ``bias`` is the deliverable that holds the third number. 1 is the right answer for rows that
    are labelled ``positive``, 0 for all others. ``axes`` are what the columns are called.
    """

    rows: DataRows
    bias: str
    positive: str = "1"
    axes: tuple[Text, ...] = ()
