"""The files of an imported assignment: spec, checks, reference, statements, wrong ones, TODO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from autograder.course import toml_text
from autograder.course.loader import Course, load_assignment
from autograder.course.schemas.shipped import first_line, stale_schemas
from autograder.course.statement import stale_statements
from autograder.course.template import make_template, script
from autograder.errors import StaffError
from autograder.importers import titles
from autograder.importers.convert import Check, OurAssignment, Wanted
from autograder.importers.statement import statement
from autograder.records import Cell, LocalAssignment, Text
from autograder.util.atomic_write import write_atomic


def targets(course: Course, name: str) -> tuple[Path, ...]:
    """Where an assignment of this name is written."""
    template = course.root / "student_template" / name
    return (
        course.root / "assignments" / name,
        course.root / "reference" / f"{name}.py",
        template.with_suffix(".ipynb"),
        template.with_suffix(".py"),
    )


def refuse_to_overwrite(course: Course, names: tuple[str, ...]) -> None:
    """Nothing is written where something is.

    Raises:
        StaffError: a file or folder exists, or two assignments have one name.
    """
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise StaffError(
            f"two notebooks would both become the assignment `{twice}`",
            "Import them one by one, with --name.",
        )
    for name in names:
        for path in targets(course, name):
            if path.exists():
                raise StaffError(
                    f"{path} exists already",
                    "Nothing was written. Choose another name with --name.",
                )


def write(
    course: Course, made: OurAssignment, instead_of: OurAssignment | None = None
) -> LocalAssignment:
    """Write the assignment into the course, with its template; load it as the grader does.

    ``instead_of`` was written just before: what only it had is removed.

    Raises:
        StaffError: it can't be loaded, or no template can be made of its reference.
    """
    found = files(course, made)
    for path, content in found.items():
        write_atomic(path, content)
    for path in set(files(course, instead_of)) - set(found) if instead_of else ():
        path.unlink()
    assignment = load_assignment(course, made.source.name)
    template = make_template(assignment)
    write_atomic(template.notebook_path, template.notebook)
    write_atomic(template.script_path, template.script)
    for statement_ in stale_statements(assignment):
        write_atomic(statement_.path, statement_.text)
    for schema in stale_schemas(course.root, course.languages):
        write_atomic(schema.path, schema.text)
    return assignment


def files(course: Course, made: OurAssignment) -> dict[Path, str | bytes]:
    """Path → content of all but the template."""
    name = made.source.name
    folder = course.root / "assignments" / name
    reference = script(
        tuple(Cell(c.kind, c.source, n) for n, c in enumerate(made.source.cells, start=1))
    )
    found: dict[Path, str | bytes] = {
        folder / "assignment.toml": _spec(made),
        folder / "checks" / "test_imported.py": _checks(made),
        folder / "TODO.md": _todo(made),
        course.root / "reference" / f"{name}.py": reference,
    }
    for language in course.languages:
        found[folder / f"statement.{language}.md"] = statement(made, language)
    if made.source.solved:
        for file, text in _wrong(made, reference):
            found[folder / "wrong" / file] = text
    return found | {folder / path: data for path, data in made.source.files.items()}


# --- the spec ---------------------------------------------------------------------------


def _spec(made: OurAssignment) -> str:
    source = made.source
    data: dict[str, Any] = {
        "id": source.name,
        "version": 1,
        "template_floor": made.template_floor,
        "title": _both(Text(source.title, source.title)),
        "deliverables": {one.name: _deliverable(one) for one in made.wanted},
        "parts": {
            f"part_{number + 1}": {"title": _both(titles.part(made, number))}
            for number in dict.fromkeys(check.part for check in made.checks)
        },
        "checks": {check.name: _check(check) for check in made.checks},
    }
    if not made.wanted:
        data["deliverables"] = {}
    head = f"{first_line('assignment')}\n"
    head += f"# Imported from {source.grader}: TODO.md says what a person has to finish.\n"
    return head + toml_text.written(data)


def _both(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def _deliverable(wanted: Wanted) -> dict[str, Any]:
    return {"kind": wanted.kind, "title": _both(titles.deliverable(wanted))}


def _check(check: Check) -> dict[str, Any]:
    data: dict[str, Any] = {
        "part": f"part_{check.part + 1}",
        "points": check.points,
        "visible": check.visible,
        "needs": list(check.needs),
        "title": _both(titles.check(check)),
    }
    if check.manual:
        data["manual"] = True
    if check.messages:  # in the one language that there is; TODO.md says so
        data["hint"] = dict.fromkeys(("ko", "en"), " ".join(check.messages))
    return data


# --- the checks -------------------------------------------------------------------------


def _checks(made: OurAssignment) -> str:
    imports = sorted({line for check in made.checks for line in check.imports})
    if any("with error_is_wrong():" in check.body for check in made.checks):
        imports.append("from autograder.checking.imported import error_is_wrong")
    head = f'"""Checks of {made.source.name}, imported from {made.source.grader}."""\n'
    parts = [head + "".join(f"\n{line}" for line in imports)]
    parts += [_function(check) for check in made.checks]
    return "\n\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _function(check: Check) -> str:
    body = list(check.body)
    if check.text:
        body += [
            f'text = student.text("{check.text}").strip()',
            "student.review(text)",
            "assert text",
        ]
    elif check.manual:
        body.append(f"student.review({f'Mark {check.label}: see TODO.md.'!r})")
    label = check.label.replace("\\", "/").replace('"', "'")
    lines = [f"def test_{check.name}(student):", f'    """{label}."""']
    return "\n".join([*lines, *(f"    {line}".rstrip() for line in body)])


# --- known-wrong submissions ------------------------------------------------------------


def _wrong(made: OurAssignment, reference: str) -> Iterator[tuple[str, str]]:
    """For each variable the reference with None in it; without it where None could do."""
    for wanted in made.wanted:
        users = [check for check in made.checks if wanted.name in check.needs]
        loses = ", ".join(check.name for check in users)
        is_weak = any(wanted.name in check.weak for check in users)
        what, line = ("missing", f"del {wanted.name}") if is_weak else (
            "None", f"{wanted.name} = None"
        )  # fmt: skip
        head = f"# Wrong: `{wanted.name}` is {what}.\n# Loses: {loses}\n"
        file = f"{wanted.name}_is_{what.lower()}.py"
        yield file, f"{head}\n{reference}\n# %%\n{line}\n"


# --- what is left -----------------------------------------------------------------------


_ALWAYS: Final = """\
- [ ] Translate what is marked `to be translated` in `statement.*.md`, and titles and hints in
      `assignment.toml`: the source is in one language.
- [ ] Read each check, and give it a title that says what is asked.
- [ ] Write known-wrong submissions with mistakes that students make: those in `wrong/` leave one
      variable out.
- [ ] Where cells of the reference fail because data are missing: cells read data from the course's
      `data/` with `keras.utils.get_file` (docs/reference/assignment.md). Change the cells so, and
      put the checks that are given below into `checks/`, without `manual = true`."""


def _todo(made: OurAssignment) -> str:
    name, source = made.source.name, made.source
    lines = [
        f"# {name}: what a person has to finish",
        "",
        f"Imported from {source.grader}: {summary(made)}.",
        "",
    ]
    lines.append(_ALWAYS)
    for todo in made.todos:
        lines += ["", f"## {todo.subject}", "", f"- [ ] {todo.what}"]
        lines += _code(todo.original)
        if todo.check:
            lines += ["", "As a check it is:", *_code(todo.check)]
    return "\n".join(lines) + "\n"


def _code(text: str) -> list[str]:
    """A block of Python, whatever backticks are in it; nothing for nothing."""
    if not text.strip():
        return []
    fence = "`" * max(3, 1 + _longest_ticks(text))
    return ["", f"{fence}python", text.strip("\n"), fence]


def summary(made: OurAssignment) -> str:
    """How many checks there are, and who decides them."""
    manual = [check for check in made.checks if check.manual]
    points = sum(check.points for check in made.checks)
    by_hand = sum(check.points for check in manual)
    return (
        f"{len(made.checks)} checks of {points:g} points, {len(manual)} of them marked by a person "
        f"({by_hand:g} points)"
    )


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall(r"`+", text)), default=0)
