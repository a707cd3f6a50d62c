"""``autograder grade``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import Place, course_option, language_option, unsafe_option
from autograder.cli.plain_errors import plain_errors
from autograder.records import Language


@click.command()
@click.argument("assignment", required=False)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--all",
    "folder",
    type=click.Path(path_type=Path),
    help="Several assignments: a folder with a sub-folder or zip named after each.",
)
@click.option(
    "--out",
    type=Place(path_type=Path),
    help="Folder for the results; results/ASSIGNMENT by default.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Submissions at a time.")
@click.option(
    "--seconds",
    type=click.IntRange(1, 86400),
    help="Time limit of a submission in this run, whatever the assignment says.",
)
@click.option("--fresh", is_flag=True, help="Grade all again, whatever is kept.")
@click.option("--from-evidence", is_flag=True, help="Check kept evidence; run no student code.")
@click.option("--stock-fit", is_flag=True, help="Train with Keras' own fit (slow).")
@click.option("--format", "layout", default="auto", help="Layout of the submissions.")
@click.option("--roster", type=click.Path(path_type=Path), help="CSV of all students.")
@click.option("--json", "as_json", is_flag=True, help="Print the grades as JSON.")
@click.option(
    "--queue",
    help="Have a portal's workers grade: its file queue-url, or the address that this holds.",
)
@unsafe_option
@language_option
@course_option
def grade(
    assignment: str | None,
    paths: tuple[Path, ...],
    *,
    folder: Path | None,
    out: Path | None,
    jobs: int | None,
    seconds: int | None,
    fresh: bool,
    from_evidence: bool,
    stock_fit: bool,
    layout: str,
    roster: Path | None,
    as_json: bool,
    queue: str | None,
    unsafe: bool,
    language: Language | None,
    course: Path | None,
) -> None:
    """Grade submissions: files, folders and LMS zips."""
    if folder is not None and assignment is not None:
        raise click.UsageError("--all takes its assignments from the folder: leave ASSIGNMENT out.")
    if folder is None and (assignment is None or not paths):
        missing = "ASSIGNMENT" if assignment is None else "PATHS..."
        raise click.UsageError(f"Missing argument '{missing}': name both, or use --all FOLDER.")
    if queue and unsafe:
        raise click.UsageError("--unsafe-no-sandbox is for this machine, --queue for others.")
    with plain_errors():
        from autograder.cli import grade as grading
        from autograder.cli import grade_all

        given = grading.Options(
            out=out,
            jobs=jobs,
            seconds=seconds,
            fresh=fresh,
            from_evidence=from_evidence,
            stock_fit=stock_fit,
            layout=layout,
            roster=roster,
            as_json=as_json,
            unsafe=unsafe,
            language=language,
            course=course,
            queue=queue,
        )
        if folder is not None:
            sys.exit(grade_all.grade_all(folder, given))
        sys.exit(grading.grade(assignment or "", paths, given))
