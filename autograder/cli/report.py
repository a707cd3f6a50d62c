"""``report``: the class page and the tables are written again."""

from __future__ import annotations

from pathlib import Path

from autograder import api
from autograder.cli.courses import load
from autograder.cli.grade import results_in
from autograder.cli.printing import print_lines, print_table
from autograder.cli.summary import by_hand, left_out
from autograder.errors import StaffError
from autograder.grading.tasks import Options
from autograder.records import Language, Text


def report(results: Path, *, language: Language | None, course: Path | None) -> int:
    """Write the class page and tables again, with the points given by hand put in."""
    folder = results_in(results)
    kept = folder.survey().grades if results.is_dir() else {}
    if not kept:
        raise StaffError(f"{results} holds no results", "Name the folder given to --out.")
    name = next(iter(kept.values())).assignment
    assignment = load(name, course, results)
    language = language or assignment.language
    options = Options(folder, jobs=1, language=language)
    done = api.grade_class([], assignment, options)
    print_table(done, language)
    lines = [] if done.marks else [Text(ko="새로 반영할 점수가 없습니다.", en="No new marks.")]
    lines += left_out(folder.survey())
    print_lines([*lines, *by_hand(done, folder)], language)
    return 0
