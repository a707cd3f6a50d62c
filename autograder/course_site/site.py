"""The folder of the site: which pages and files there are, by their paths.

::

    DIR/index.html                       the course's page in its own language
    DIR/ko.html, en.html                 the same, one a language
    DIR/check.ko.html, check.en.html     how to check one's own work
    DIR/students.zip                     the folder for students, in which that is done
    DIR/assignments/<slug>/ko.html, …    an assignment
                          /<slug>.ipynb  its template, and as .py; what its statement shows
    DIR/data/                            the course's data sets
    DIR/site.json                        which files were written, and what was in them
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course import loader
from autograder.course.linked_files import linked_files
from autograder.course.loader import Course
from autograder.course.released_files import (
    SITE,
    Rewritten,
    refuse_place,
    released_before,
    rewrite,
)
from autograder.course.statement import current_statement
from autograder.course.student_folder import StudentFiles, data_files, student_files, with_answers
from autograder.course.template import make_template
from autograder.course_site import pages
from autograder.course_site.addresses import Published, dead_links
from autograder.errors import StaffError
from autograder.records import LocalAssignment

_ZIP_YEAR: Final = (1980, 1, 1, 0, 0, 0)  # no clock, so that the same files make the same zip


@dataclass(frozen=True, slots=True)
class ReleasedSite:
    """What became of each file; ``shared``: see VisibleChecks, ``answers``: see Released.

    ``dead`` are the links of statements that lead nowhere on the site, each as
    ASSIGNMENT/STATEMENT: LINK.
    """

    files: Rewritten
    dead: tuple[str, ...]
    shared: tuple[str, ...]
    answers: tuple[str, ...]


def release_site(
    folder: Path, found: Course, assignments: Sequence[LocalAssignment]
) -> ReleasedSite:
    """Write the site of these assignments and of those that are on it already, all as they are now.

    Nothing of what others have put or changed there is touched: then nothing is written at all.

    Raises:
        StaffError: a file is in the way, or an assignment can't be released.
        OSError: it can't be written.
    """
    refuse_place(folder, SITE, found)
    names = {one.name for one in assignments} | released_before(folder, SITE, found)
    together = [
        loader.load_assignment(found, name)
        for name in loader.assignment_names(found)
        if name in names
    ]
    checked = [one for one in together if any(check.visible for check in one.checks)]
    given = student_files(found, checked) if checked else StudentFiles({}, ())
    published = _published(found, together, is_checkable=bool(checked))
    files = data_files(found)
    for one in together:
        files |= _files_of(one, published)
    files |= pages.of_course(published, checked)
    if checked:
        files[pages.STUDENTS_ZIP] = _zipped(given.files)
    done = rewrite(folder, SITE, files)
    return ReleasedSite(done, dead_links(published), given.shared, with_answers(checked))


def _published(
    found: Course, assignments: Sequence[LocalAssignment], *, is_checkable: bool
) -> Published:
    statements = {
        (one.name, language): statement.text
        for one in assignments
        for language in one.languages
        if (statement := current_statement(one, language)) is not None
    }
    linked = {
        one.name: {
            path: content
            for language in one.languages
            if (one.name, language) in statements
            for path, content in linked_files(one.folder / f"statement.{language}.md").items()
        }
        for one in assignments
    }
    return Published(found, tuple(assignments), statements, linked, is_checkable)


def _files_of(assignment: LocalAssignment, published: Published) -> dict[str, bytes]:
    """The files of an assignment.

    Raises:
        StaffError: its statement shows a file that is called as one of the site's.
    """
    template = make_template(assignment)
    name = assignment.name
    files = {
        f"{name}.ipynb": template.notebook.encode(),
        f"{name}.py": template.script.encode(),
        **pages.of_assignment(assignment, published),
    }
    linked = published.linked[name]
    for path in linked:
        if path in files:
            raise StaffError(
                f"the statement of `{name}` shows a file {path}, and the site writes one of that "
                "name beside it",
                "Rename the file.",
            )
    return {f"assignments/{name}/{path}": content for path, content in {**files, **linked}.items()}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in one zip, in a folder of their own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{pages.STUDENTS_FOLDER}/{path}", _ZIP_YEAR)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()
