"""``export``: grades and feedback as an LMS takes them back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from autograder.cli.courses import load
from autograder.cli.grade import UNGRADED_STATUS, results_in
from autograder.errors import StaffError
from autograder.lms import canvas, classroom50, gradescope, moodle, nbgrader, tables
from autograder.lms.results import Export, Note, Results, read_results
from autograder.records import Language, Status, Text
from autograder.util import sanitize

_MOST_NAMES = 400  # beyond this a list of names helps nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of ``export`` as they were given."""

    to: Path | None
    worksheet: Path | None
    gradebook: Path | None
    column: str
    classroom: str
    missing_zero: bool
    yes: bool
    language: Language | None
    course: Path | None


def export(format_: str, out: Path, given: Options) -> int:
    """Write the files of one format; return the exit status."""
    if not out.is_dir():
        raise StaffError(f"{out} is not a folder", "Name the folder given to `grade --out`.")
    folder = results_in(out)
    kept = folder.survey().grades
    if not kept:
        raise StaffError(f"{out} holds no results", "Name the folder given to `grade --out`.")
    name = next(iter(kept.values())).assignment
    assignment = load(name, given.course, out)
    write = _exporter(format_, given)
    language = given.language or assignment.language
    if not given.yes:
        _ask_about_another_lms(format_, {grade.lms for grade in kept.values()}, language)
    results = read_results(folder, assignment, language)
    to = Path(os.path.realpath(given.to or out / "export"))
    done = write(results, to, language)
    _print(done, language)
    without = any(grade.status is Status.UNGRADED for grade in results.grades)
    return UNGRADED_STATUS if without or results.unread else 0


_WHERE = {
    "moodle": "Moodle: View all submissions, Download grading worksheet.",
    "canvas": "Canvas: Grades, Export, Export Entire Gradebook.",
}


def _sheet(format_: str, option: str, given: Path | None) -> Path:
    if given is None:
        raise StaffError(f"`export {format_}` needs --{option} FILE", _WHERE[format_])
    return given


def _ask_about_another_lms(format_: str, came_from: set[str], language: Language) -> None:
    """Students are found by another system's ids only by chance.

    Raises:
        StaffError: the results came from another LMS, and nobody is there to answer, or says no.
    """
    others = sorted((came_from & set(_LMS)) - {format_})
    if format_ not in _LMS or not others:
        return
    source, target = _LMS[others[0]], _LMS[format_]
    question = Text(
        ko=f"이 결과는 {source}의 제출물을 채점한 것입니다. {target}용으로 내보낼까요?",
        en=f"These results are of submissions from {source}. Export them for {target}?",
    )
    if sys.stdin.isatty() and click.confirm(question.to(language), err=True):
        return
    raise StaffError(
        f"the results came from {source}, not from {target}",
        f"Use `export {others[0]}`, or add --yes if they shall go to {target} all the same.",
    )


_LMS = {"moodle": "Moodle", "canvas": "Canvas"}


Exporter = Callable[[Results, Path, Language], Export]


def _exporter(format_: str, given: Options) -> Exporter:
    """What writes the files of one format.

    Raises:
        StaffError: Moodle and Canvas take back their own sheet only, and none was given.
    """
    zero = given.missing_zero
    if format_ == "moodle":
        worksheet = _sheet(format_, "worksheet", given.worksheet)
        return lambda results, to, _: moodle.export(
            results, to, worksheet, given.column, missing_zero=zero
        )
    if format_ == "canvas":
        gradebook = _sheet(format_, "gradebook", given.gradebook)
        return lambda results, to, _: canvas.export(
            results, to, gradebook, given.column, missing_zero=zero
        )
    others: dict[str, Exporter] = {
        "gradescope": lambda results, to, language: gradescope.export(
            results, to, language, missing_zero=zero
        ),
        "csv": lambda results, to, _: tables.export_csv(results, to),
        "junit": tables.export_junit,
        "nbgrader": lambda results, to, _: nbgrader.export(results, to),
        "classroom50": lambda results, to, language: classroom50.export(
            results, to, language, given.classroom, missing_zero=zero
        ),
    }
    return others[format_]


def _print(done: Export, language: Language) -> None:
    for note in done.notes:
        for line in _note(note, language):
            click.echo(line, err=True)
    shown = done.files if len(done.files) <= 2 else done.files[:1]
    for path in shown:
        click.echo(str(path))
    if len(done.files) > len(shown):
        more = len(done.files) - len(shown)
        told = Text(ko=f"… 외 파일 {more}개", en=f"… and {more} more files")
        click.echo(told.to(language))


def _note(note: Note, language: Language) -> list[str]:
    if not note.names:
        return [note.text.to(language)]
    names = [f"    {sanitize.name(name)}" for name in note.names[:_MOST_NAMES]]
    if len(note.names) > _MOST_NAMES:
        names.append(f"    … {len(note.names) - _MOST_NAMES}")
    return [f"{note.text.to(language)} ({len(note.names)}):", *names]
