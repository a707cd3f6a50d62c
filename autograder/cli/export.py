"""``export`` and ``package``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.cli.grade import UNGRADED_STATUS, load, results_in
from autograder.errors import StaffError
from autograder.lms import canvas, classroom50, gradescope, moodle, nbgrader, tables
from autograder.lms.results import Export, Note, Results, read_results
from autograder.records import Language, Status, Text
from autograder.util import sanitize

_MOST_NAMES = 400  # beyond this a list of names helps nobody


def export(format_: str, out: Path, **given: Any) -> int:
    """Write the files of one format; return the exit status."""
    if not out.is_dir():
        raise StaffError(f"{out} is not a folder", "Name the folder given to `grade --out`.")
    folder = results_in(out)
    kept = folder.survey().grades
    if not kept:
        raise StaffError(f"{out} holds no results", "Name the folder given to `grade --out`.")
    name = next(iter(kept.values())).assignment
    assignment = load(name, given["course"], out)
    _need_sheet(format_, given)
    language: Language = given["language"] or assignment.language
    given = {**given, "language": language}
    if not given["yes"]:
        _ask_about_another_lms(format_, {grade.lms for grade in kept.values()}, language)
    results = read_results(folder, assignment, language)
    to = Path(os.path.realpath(given["to"] or out / "export"))
    done = _FORMATS[format_](results, to, given)
    _print(done, language)
    without = any(grade.status is Status.UNGRADED for grade in results.grades)
    return UNGRADED_STATUS if without or results.unread else 0


def _need_sheet(format_: str, given: dict[str, Any]) -> None:
    """Moodle and Canvas take back their own sheet only."""
    option, tip = {
        "moodle": ("worksheet", "Moodle: View all submissions, Download grading worksheet."),
        "canvas": ("gradebook", "Canvas: Grades, Export, Export Entire Gradebook."),
    }.get(format_, ("", ""))
    if option and given[option] is None:
        raise StaffError(f"`export {format_}` needs --{option} FILE", tip)


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
_FORMATS: dict[str, Callable[[Results, Path, dict[str, Any]], Export]] = {
    "moodle": lambda results, to, given: moodle.export(
        results, to, given["worksheet"], given["column"], missing_zero=given["missing_zero"]
    ),
    "canvas": lambda results, to, given: canvas.export(
        results, to, given["gradebook"], given["column"], missing_zero=given["missing_zero"]
    ),
    "gradescope": lambda results, to, given: gradescope.export(
        results, to, given["language"], missing_zero=given["missing_zero"]
    ),
    "csv": lambda results, to, _: tables.export_csv(results, to),
    "junit": lambda results, to, given: tables.export_junit(results, to, given["language"]),
    "nbgrader": lambda results, to, _: nbgrader.export(results, to),
    "classroom50": lambda results, to, given: classroom50.export(
        results, to, given["language"], given["classroom"], missing_zero=given["missing_zero"]
    ),
}
FORMATS = tuple(_FORMATS)


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


def package(system: str, name: str, **given: Any) -> int:
    """Write an autograder for another system; return the exit status."""
    from autograder.lms.packing import write_package

    assignment = load(name, given["course"], Path.cwd())
    to: Path = given["to"] or Path(f"{assignment.name}-{system}.zip")
    write_package(assignment, to)
    click.echo(str(to))
    return 0
