"""A deliverable as authors write it becomes a record."""

from __future__ import annotations

from autograder.course.form import DeliverableForm
from autograder.course.model_inputs import model_inputs
from autograder.records import Call, Deliverable


def deliverable_of(name: str, form: DeliverableForm) -> Deliverable:
    """``[deliverables.NAME]`` as what the rest of the program reads."""
    return Deliverable(
        name,
        form.kind,
        form.title,
        form.probe,
        calls=tuple(Call(one.args, one.fit) for one in form.calls),
        inputs=model_inputs(form.inputs),
        plot=form.plot,
    )
