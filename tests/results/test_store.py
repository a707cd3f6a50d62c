"""A class is graded into any store of results: a folder is one, a portal's database another."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.grading import batch
from autograder.grading.tasks import Options
from autograder.intake.collect import collect
from autograder.records import Assignment, Grade, Language, Mark
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Graded, Run
from autograder.results.scoring import Review
from autograder.results.store import Kept
from tests.grading.test_batch import Spy, class_folder, load, scores, spy  # noqa: F401
from tests.support.results import assignment_of, content, graded, kept_in


@dataclass
class Memory:
    """A store that no disk is needed for; ``taken`` as long as a run has it."""

    name: str = "memory"
    grades: dict[str, Grade] = field(default_factory=dict)
    runs: dict[str, tuple[str, Run | None]] = field(default_factory=dict)
    marks: dict[tuple[str, str], Mark] = field(default_factory=dict)
    table: tuple[Grade, ...] = ()
    taken: bool = False

    @contextlib.contextmanager
    def locked(self, *, reading: bool = False) -> Iterator[None]:
        if self.taken:
            raise StaffError("another run is writing to memory", "Wait for it.")
        self.taken = True
        try:
            yield
        finally:
            self.taken = False

    def refuse_obstacles(self, places: Iterable[str]) -> None:
        assert self.taken, list(places)

    def survey(self) -> Kept:
        return Kept(dict(self.grades))

    def read_grade(self, place: str) -> Grade | None:
        return self.grades.get(place)

    def read_run(self, place: str, key: str, judge_key: str = "") -> Run | None:
        known, run = self.runs.get(place, ("", None))
        return replace(run, judged=None) if run and known == key else None

    def read_marks(self) -> Review:
        return self.marks

    def keep(self, place: str, graded: Graded, assignment: Assignment, language: Language) -> None:
        assert self.taken
        assert assignment.name == graded.grade.assignment, language
        self.grades[place] = graded.grade
        self.runs[place] = (graded.grade.keys.run, graded.run)

    def keep_grade(
        self, place: str, grade: Grade, assignment: Assignment, language: Language
    ) -> None:
        assert assignment.name == grade.assignment, language
        self.grades[place] = grade

    def keep_class(
        self, grades: Sequence[Grade], assignment: Assignment, language: Language
    ) -> None:
        assert self.taken, (assignment, language)
        self.table = tuple(grades)


def run(store: Memory, folder: Path, course: Path) -> batch.Report:
    options = Options(store, jobs=2, language="en")
    return batch.grade_all(collect([folder]), load(course), options, lambda *_: None)


def test_a_class_is_graded_into_another_store_and_kept_there(
    spy: Spy,  # noqa: F811
    class_folder: Path,  # noqa: F811
    tiny_course: Path,
) -> None:
    store = Memory()
    first = run(store, class_folder, tiny_course)
    assert store.table == first.grades
    assert set(store.grades) == {grade.student for grade in first.grades}
    again = run(store, class_folder, tiny_course)
    assert (again.kept, scores(again)) == (len(first.grades), scores(first))
    assert not store.taken


def test_a_store_that_another_run_has_is_refused(class_folder: Path, tiny_course: Path) -> None:  # noqa: F811
    with pytest.raises(StaffError, match="another run"):
        run(Memory(taken=True), class_folder, tiny_course)


def test_without_pages_a_folder_holds_the_documents_and_no_html(tiny_course: Path) -> None:
    tiny = assignment_of(tiny_course)
    bare, full = ResultsFolder(tiny_course / "bare"), kept_in(tiny_course / "full")
    for store in (bare, full):
        store.keep("kim", graded("kim", tiny), tiny, "en")
        store.keep_class([graded("kim", tiny).grade], tiny, "en")
    with_pages, without = content(full.out), content(bare.out)
    pages = {name for name in with_pages if name.endswith(".html")}
    assert pages == {"index.html", "kim/feedback.html"}
    assert without == {name: with_pages[name] for name in with_pages.keys() - pages}
