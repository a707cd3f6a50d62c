"""``images``, ``confusion``, ``boundary`` and ``norms`` of a deliverable, as authors write them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import msgspec

from autograder.course.model_inputs import Refuse
from autograder.errors import StaffError
from autograder.records import (
    BoundaryPicture,
    ConfusionPicture,
    DataRows,
    Deliverable,
    LocalAssignment,
    Text,
)
from autograder.util.data_rows import (
    DataRowsError,
    Rows,
    class_numbers,
    read_images,
    read_table,
)

MOST_CLASSES: Final = 20  # that a matrix can show
MOST_PIXELS: Final = 32 * 32  # of the image of one node
MOST_NORMS: Final = 12
_NUMBERS: Final = ("array", "value")  # kinds that hold numbers


class ConfusionForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``confusion`` of a model; see ``autograder.records.ConfusionPicture``."""

    data: str
    labels: str = ""
    columns: tuple[int | str, ...] = ()
    label: int | str = -1
    last: int = 0
    divide: float = 1.0
    classes: tuple[Text, ...] = ()


class BoundaryForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``boundary`` of an array of two weights; see ``autograder.records.BoundaryPicture``."""

    data: str
    columns: tuple[int | str, ...]
    bias: str
    label: int | str = -1
    last: int = 0
    divide: float = 1.0
    positive: str = "1"
    axes: tuple[Text, ...] = ()


def confusion_of(form: ConfusionForm | None) -> ConfusionPicture | None:
    """The form as a record."""
    if form is None:
        return None
    rows = DataRows(form.data, form.labels, form.columns, form.label, form.last, form.divide)
    return ConfusionPicture(rows, form.classes)


def boundary_of(form: BoundaryForm | None) -> BoundaryPicture | None:
    """The form as a record."""
    if form is None:
        return None
    rows = DataRows(form.data, "", form.columns, form.label, form.last, form.divide)
    return BoundaryPicture(rows, form.bias, form.positive, form.axes)


def check_pictures(one: Deliverable, assignment: LocalAssignment, refuse: Refuse) -> None:
    """Refuse pictures that could not be drawn of any submission, or would show hidden data.

    Raises:
        StaffError: they are asked for.
    """
    kinds = {item.name: item.kind for item in assignment.deliverables}
    given = {item.file.path for item in assignment.handed_out}
    _check_kind(one, kinds, refuse)
    _check_images(one, refuse)
    if one.confusion is not None:
        rows = _checked_rows(one.confusion.rows, given, assignment.data_folder, refuse)
        _check_classes(one.confusion, rows, refuse)
    if one.boundary is not None:
        rows = _checked_rows(one.boundary.rows, given, assignment.data_folder, refuse)
        _check_boundary(one.boundary, rows, kinds, refuse)


def _check_kind(one: Deliverable, kinds: Mapping[str, str], refuse: Refuse) -> None:
    if one.confusion and one.kind != "model":
        tip = 'Write plot = "confusion" where the array is itself a confusion matrix.'
        raise refuse(f"`confusion` of `{one.name}`, which is no model", tip)
    if one.boundary and one.kind != "array":
        tip = "Write it at the array that holds the two weights."
        raise refuse(f"`boundary` of `{one.name}`, which is no array", tip)
    if one.images and one.kind not in {"model", "array"}:
        tip = "Write it at a model, or at an array of weights."
        raise refuse(f"`images` of `{one.name}`, which is neither model nor array", tip)
    if one.plot in {"layers", "confusion"} and one.kind != "array":
        tip = 'Write "linear" or "log"; an array alone is drawn so.'
        raise refuse(f'plot = "{one.plot}" of `{one.name}`, which is no array', tip)
    wrong = [name for name in one.norms if kinds.get(name) not in _NUMBERS]
    if wrong or len(one.norms) > MOST_NORMS:
        tip = f"Name up to {MOST_NORMS} deliverables that are arrays or values."
        said = f"`norms` names `{wrong[0]}`" if wrong else f"`norms` names {len(one.norms)}"
        raise refuse(said, tip)


def _check_images(one: Deliverable, refuse: Refuse) -> None:
    if one.images and (
        len(one.images) != 2 or min(one.images) < 1 or math.prod(one.images) > MOST_PIXELS
    ):
        tip = f"Write rows and columns, as [28, 28]; at most {MOST_PIXELS} in all."
        raise refuse(f"images = {list(one.images)}", tip)


def _checked_rows(asked: DataRows, given: Collection[str], folder: Path, refuse: Refuse) -> Rows:
    """The rows themselves, of files that students have."""
    for name in filter(None, (asked.file, asked.labels)):
        if name not in given:
            tip = (
                'Name it in `data = ["…"]` of the assignment, so that students get it, too. Files '
                "of `checks/` are hidden, and a picture would show them."
            )
            raise refuse(f"a picture of data/{name}, which students don't get", tip)
    if asked.last < 0 or not math.isfinite(asked.divide) or asked.divide == 0:
        tip = "`last` counts rows from the end, and `divide` is a number that is not 0."
        raise refuse(f"last = {asked.last}, divide = {asked.divide:g}", tip)
    try:
        if asked.labels:
            return read_images(folder / asked.file, folder / asked.labels, asked.last)
        return read_table(folder / asked.file, asked.columns, asked.label, asked.last)
    except (DataRowsError, OSError) as error:
        raise refuse(f"data/{asked.file} can't be drawn: {error}", _READABLE) from error


_READABLE: Final = (
    "Name the columns of a CSV file as its first line does, or by their numbers from 0, and what "
    "the rows are labelled as `label`; of images in an IDX file name the other file as `labels`."
)


def _check_classes(asked: ConfusionPicture, rows: Rows, refuse: Refuse) -> None:
    most = len(asked.classes) or MOST_CLASSES
    if most > MOST_CLASSES or len(asked.classes) == 1:
        said = f"`classes` names {len(asked.classes)}"
        raise refuse(said, f"A matrix shows from 2 to {MOST_CLASSES}.")
    try:
        class_numbers(rows.labels, most)
    except DataRowsError as error:
        tip = "Name one of `classes` for each, or another column as `label`."
        raise refuse(f"data/{asked.rows.file} has no classes: {error}", tip) from error


def _check_boundary(
    asked: BoundaryPicture, rows: Rows, kinds: Mapping[str, str], refuse: Refuse
) -> None:
    if len(asked.rows.columns) != 2 or len(asked.axes) not in {0, 2}:
        tip = 'Name two: columns = ["length", "width"], and two axes or none.'
        raise refuse("`boundary` is drawn between points of two columns", tip)
    if kinds.get(asked.bias) not in _NUMBERS:
        raise _unknown(asked.bias, kinds, refuse)
    if asked.positive not in rows.labels:
        known = ", ".join(sorted(set(rows.labels))[:8])
        raise refuse(f"no row is labelled `{asked.positive}`", f"The labels are {known}.")


def _unknown(name: str, kinds: Mapping[str, str], refuse: Refuse) -> StaffError:
    known = ", ".join(one for one, kind in kinds.items() if kind in _NUMBERS)
    return refuse(f"`bias` names `{name}`", f"Name the deliverable that holds it: {known}.")
