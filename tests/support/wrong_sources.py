"""The known-wrong submissions of this course, written and generated, as they are graded."""

from __future__ import annotations

from autograder.course import loader
from autograder.course.template import reference_path
from autograder.quality.known_wrong import known_wrong, with_cell
from autograder.quality.mutants import generated
from tests.support.places import ROOT


def wrong_sources(name: str) -> dict[str, str]:
    """Of an assignment of this course: name → source, the written ones first."""
    assignment = loader.load_assignment(loader.find_course(ROOT), name)
    reference = reference_path(assignment).read_text(encoding="utf-8")
    made = {one.name: with_cell(reference, one.cell) for one in generated(assignment)}
    return {one.path.stem: one.source for one in known_wrong(assignment)} | made
