"""From a teacher's reference to the student's template: solution regions are cut out.

A region stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION``; in the template it is
one comment and one ``raise``, indented as the region was.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.errors import StaffError, SubmissionError
from autograder.intake.reader import read_program
from autograder.records import Cell, LocalAssignment, Submission

BEGIN = re.compile(r"^(\s*)### BEGIN SOLUTION\s*$")
END = re.compile(r"^\s*### END SOLUTION\s*$")
_LEFT = "# YOUR CODE HERE"
_RAISE = 'raise NotImplementedError("Write your code here, then delete this line.")'


@dataclass(frozen=True, slots=True)
class Template:
    """The two files of a template, as they should be on disk."""

    notebook_path: Path
    script_path: Path
    notebook: str
    script: str

    def stale(self) -> tuple[Path, ...]:
        """Those of the two files that are missing or differ."""
        wanted = ((self.notebook_path, self.notebook), (self.script_path, self.script))
        return tuple(path for path, text in wanted if _read(path) != text)


def reference_path(assignment: LocalAssignment) -> Path:
    """Where the reference of an assignment is."""
    return assignment.course / "reference" / f"{assignment.name}.py"


def make_template(assignment: LocalAssignment) -> Template:
    """The template of an assignment, from its reference.

    Raises:
        StaffError: there is no reference, or its regions don't pair up.
    """
    path = reference_path(assignment)
    source = _read(path)
    if source is None:
        raise StaffError(f"there is no reference {path}", "Write it, with solution regions.")
    cells = _cells(path, cut_solutions(source, path))
    folder = assignment.course / "student_template"
    return Template(
        notebook_path=folder / f"{assignment.name}.ipynb",
        script_path=folder / f"{assignment.name}.py",
        notebook=_notebook(assignment, cells),
        script=script(cells),
    )


def cut_solutions(source: str, path: Path) -> str:
    """The source with every region replaced.

    Raises:
        StaffError: a region isn't closed, is nested, or there is none at all.
    """
    kept: list[str] = []
    opened = regions = 0
    for number, line in enumerate(source.splitlines(), start=1):
        begin = BEGIN.match(line)
        if begin and opened:
            raise StaffError(f"{path}:{number}: a region inside the one opened at line {opened}",
                             "Close the first one with ### END SOLUTION.")  # fmt: skip
        if END.match(line) and not opened:
            raise StaffError(f"{path}:{number}: ### END SOLUTION without a beginning",
                             "Add ### BEGIN SOLUTION above it.")  # fmt: skip
        if begin:
            opened, regions = number, regions + 1
            kept += [f"{begin[1]}{_LEFT}", f"{begin[1]}{_RAISE}"]
        elif END.match(line):
            opened = 0
        elif not opened:
            kept.append(line)
    if opened:
        raise StaffError(f"{path}:{opened}: ### BEGIN SOLUTION is never closed",
                         "Add ### END SOLUTION.")  # fmt: skip
    if not regions:
        raise StaffError(f"{path} has no solution region", "Mark what students must write.")
    text = "\n".join(kept) + "\n"
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise StaffError(f"{path}: without its solutions it is no Python: {error}",
                         "Let each region cover whole statements.") from error  # fmt: skip
    return text


def _cells(path: Path, source: str) -> tuple[Cell, ...]:
    submission = Submission("reference", source.encode(), path.name)
    try:
        return read_program(submission).cells
    except SubmissionError as error:
        raise StaffError(
            f"{path}: {error}", "Write it as a Python script with # %% cells."
        ) from error


def _notebook(assignment: LocalAssignment, cells: tuple[Cell, ...]) -> str:
    """nbformat 4.5 with ids that don't change from release to release."""
    made = nbformat.v4.new_notebook()
    for number, cell in enumerate(cells, start=1):
        new = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
        made.cells.append(new(cell.source.strip("\n"), id=f"{assignment.name}-{number}"[:64]))
    made.metadata = {
        "colab": {"name": f"{assignment.name}.ipynb", "provenance": []},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.validate(made)
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def script(cells: tuple[Cell, ...]) -> str:
    """Cells as a Python script with ``# %%`` lines."""
    return "\n".join(_script_cell(cell) for cell in cells)


def _script_cell(cell: Cell) -> str:
    source = cell.source.strip("\n")
    if cell.kind == "code":
        return f"# %%\n{source}\n"
    lines = "\n".join(f"# {line}".rstrip() for line in source.split("\n"))
    return f"# %% [markdown]\n{lines}\n"


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return None
