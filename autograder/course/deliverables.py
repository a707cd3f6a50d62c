"""A deliverable as authors write it becomes a record."""

from __future__ import annotations

import math
from collections.abc import Mapping

from autograder.course.form import DeliverableForm
from autograder.course.model_inputs import Refuse, model_inputs
from autograder.course.pictures_asked import boundary_of, confusion_of
from autograder.records import Call, Deliverable

Rows = tuple[tuple[float, ...], ...]


def deliverable_of(
    name: str, form: DeliverableForm, files: Mapping[str, bytes], refuse: Refuse
) -> Deliverable:
    """``[deliverables.NAME]`` as what the rest of the program reads.

    ``files`` are those of ``checks/`` by their paths: `probe_file` is one of them.

    Raises:
        StaffError: `probe_file` is not there, or holds no rows of numbers of one length.
    """
    secret = _rows_of(form.probe_file, files, refuse) if form.probe_file else ()
    if len({len(row) for row in (*form.probe, *secret)}) > 1:
        tip = "A model takes inputs of one shape."
        raise refuse("`probe` and `probe_file` have rows of different lengths", tip)
    return Deliverable(
        name,
        form.kind,
        form.title,
        (*form.probe, *secret),
        calls=tuple(Call(one.args, one.fit) for one in form.calls),
        inputs=model_inputs(form.inputs),
        plot=form.plot,
        secret=len(secret),
        images=form.images,
        confusion=confusion_of(form.confusion),
        boundary=boundary_of(form.boundary),
        norms=form.norms,
    )


def _rows_of(name: str, files: Mapping[str, bytes], refuse: Refuse) -> Rows:
    if name not in files:
        raise refuse(f"checks/{name} is not there", "Put a table of numbers there, as CSV.")
    try:
        lines = files[name].decode("utf-8-sig").splitlines()
        rows = tuple(tuple(map(float, line.split(","))) for line in lines if line.strip())
    except (UnicodeError, ValueError):
        rows = ()
    if not rows or not all(map(math.isfinite, (one for row in rows for one in row))):
        tip = "Write numbers with commas between them, inputs alone and no heading."
        raise refuse(f"checks/{name} is no table of numbers", tip)
    return rows
