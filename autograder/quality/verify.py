"""Tests the checks themselves: what must pass, what must be lost, and that each check can fail.

Four claims are held against a real run of each assignment:
the reference loses nothing; the untouched template earns its stated floor; every known-wrong
submission loses exactly the checks that it names; every check is lost by at least one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import template
from autograder.errors import StaffError
from autograder.grading import batch, warm_workers
from autograder.quality import mutants, mutation
from autograder.quality.mutants import Generated
from autograder.records import Assignment, CheckResult, Grade, Outcome, Status, Submission
from autograder.results import scoring
from autograder.results.folder import ResultsFolder
from autograder.util import tempdirs

# A header goes on in the comment lines below it that are indented further.
_LOSES = re.compile(r"^#\s*Loses:[ \t]*(.*(?:\n#[ ]{2,}.*)*)", re.MULTILINE)
_WRONG = re.compile(r"^#\s*Wrong:[ \t]*(.+(?:\n#[ ]{2,}.*)*)", re.MULTILINE)
REFERENCE, TEMPLATE_NOTEBOOK, TEMPLATE_SCRIPT = "reference", "template.ipynb", "template.py"


@dataclass(frozen=True, slots=True)
class KnownWrong:
    """A submission with a known fault, and exactly the checks that it must lose."""

    path: Path
    fault: str
    loses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim that was tested. ``fault`` is '' where it holds."""

    subject: str
    fault: str = ""


def verify(
    assignment: Assignment, jobs: int, watch: batch.Watch, *, unsafe: bool = False
) -> tuple[Finding, ...]:
    """Run everything and say what holds and what doesn't.

    Raises:
        StaffError: a file that verify needs is missing or can't be read.
    """
    wrong = known_wrong(assignment)
    made = mutants.generated(assignment)
    submissions = [
        *_own(assignment),
        *(_submission(one.path, one.path.stem) for one in wrong),
        *(_with_cell(one, assignment) for one in made),
    ]
    with tempdirs.folder() as folder:
        options = batch.Options(ResultsFolder(folder / "out"), jobs, "en", unsafe=unsafe)
        report = batch.grade_all(submissions, assignment, options, watch)
    grades = {grade.student: grade for grade in report.grades}
    return (
        _reference_holds(grades[REFERENCE]),
        _floor_holds(grades[TEMPLATE_NOTEBOOK], assignment),
        _floor_holds(grades[TEMPLATE_SCRIPT], assignment),
        *(_wrong_holds(one, grades[one.path.stem]) for one in wrong),
        *_made_hold(made, grades),
        *_every_check_lost(assignment, [*wrong, *_really_wrong(made, grades)]),
        *_statements_hold(assignment),
    )


def _statements_hold(assignment: Assignment) -> list[Finding]:
    """A statement in one of the course's languages is there in all of them."""
    paths = [assignment.folder / f"statement.{language}.md" for language in assignment.languages]
    if not any(assignment.folder.glob("statement.*.md")):
        return []
    return [
        Finding(path.name, "is missing: the course is in this language too")
        for path in paths
        if not path.is_file()
    ]


def known_wrong(assignment: Assignment) -> tuple[KnownWrong, ...]:
    """The known-wrong submissions of an assignment, sorted by name.

    Raises:
        StaffError: a header is missing or names an unknown check.
    """
    checks = {check.name for check in assignment.checks}
    found = []
    for path in sorted((assignment.folder / "wrong").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        fault, loses = _WRONG.search(text), _LOSES.search(text)
        if fault is None or loses is None:
            raise StaffError(f"{path} has no header", "Begin with `# Wrong: …` and `# Loses: …`.")
        names = frozenset(filter(None, re.split(r"[,\s]+", _joined(loses[1]))))
        if unknown := names - checks:
            raise StaffError(f"{path} loses unknown checks: {', '.join(sorted(unknown))}",
                             f"Known: {', '.join(sorted(checks))}.")  # fmt: skip
        if path.stem in {REFERENCE, TEMPLATE_NOTEBOOK, TEMPLATE_SCRIPT}:
            raise StaffError(f"{path} has a name that verify needs itself", "Rename it.")
        found.append(KnownWrong(path, _joined(fault[1]), names))
    return tuple(found)


def _joined(header: str) -> str:
    """A header's lines as one."""
    return " ".join(line.lstrip("# \t").strip() for line in header.splitlines()).strip()


def mutate(
    assignment: Assignment, jobs: int, begin: Callable[[int], Callable[[], None]]
) -> tuple[mutation.Trial, ...]:
    """Every mutant of the assignment's checks against the reference and the known-wrong ones.

    ``begin`` is given the number of mutants and returns what is to be called after each.

    Raises:
        StaffError: as ``verify``.
    """
    total = len(tuple(mutation.mutants(assignment)))
    nothing: frozenset[str] = frozenset()
    known = [(_own(assignment)[0], nothing)]
    known += [(_submission(w.path, w.path.stem), w.loses) for w in known_wrong(assignment)]
    with warm_workers.start_workers(needs_student=True, data=assignment.data) as workers:
        ran = mutation.run_known(known, assignment, workers, jobs)
        return mutation.try_all(assignment, ran, workers, jobs, begin(total))


def _own(assignment: Assignment) -> list[Submission]:
    """The reference and both templates, as submissions."""
    made = template.make_template(assignment)
    return [
        _submission(template.reference_path(assignment), REFERENCE),
        _submission(made.notebook_path, TEMPLATE_NOTEBOOK, made.notebook.encode()),
        _submission(made.script_path, TEMPLATE_SCRIPT, made.script.encode()),
    ]


def _submission(path: Path, name: str, content: bytes | None = None) -> Submission:
    data = path.read_bytes() if content is None else content
    return Submission(student=name, path=path, content=data, filename=path.name)


def _reference_holds(grade: Grade) -> Finding:
    missing = ", ".join(scoring.lost(grade.checks))
    raised = "; ".join(f"cell {error.cell} raised {error.name}" for error in grade.errors)
    fault = f"loses {missing} ({_reasons(grade.checks)})" if missing else raised
    return Finding("reference earns everything", fault or _ungraded(grade))


def _floor_holds(grade: Grade, assignment: Assignment) -> Finding:
    floor = assignment.template_floor
    fault = "" if grade.score == floor else f"it earns {grade.score:g}"
    return Finding(f"{grade.student} earns {floor:g}", fault or _ungraded(grade))


def _wrong_holds(wrong: KnownWrong, grade: Grade) -> Finding:
    lost = frozenset(scoring.lost(grade.checks))
    faults = []
    if missed := wrong.loses - lost:
        faults.append(f"it keeps {', '.join(sorted(missed))}")
    if extra := lost - wrong.loses:
        faults.append(f"it loses {', '.join(sorted(extra))} as well")
    names = ", ".join(sorted(wrong.loses)) or "nothing"
    fault = "; ".join(faults) or _ungraded(grade)
    return Finding(f"{wrong.path.stem} loses exactly {names}", fault)


def _ungraded(grade: Grade) -> str:
    if grade.status is not Status.UNGRADED:
        return ""
    return f"it could not be graded: {_reasons(grade.checks) or '; '.join(grade.staff.notes)}"


def _reasons(checks: Sequence[CheckResult]) -> str:
    """The last line of what pytest said of each check that went wrong, for the staff."""
    bad = [c for c in checks if c.outcome in {Outcome.FAILED, Outcome.COULD_NOT_CHECK}]
    return "; ".join(f"{c.name}: {(c.detail.strip().splitlines() or ['?'])[-1]}" for c in bad)


def _with_cell(made: Generated, assignment: Assignment) -> Submission:
    path = template.reference_path(assignment)
    source = path.read_text(encoding="utf-8")
    return _submission(path, made.name, f"{source}\n\n# %%\n{made.cell}".encode())


def _really_wrong(made: Sequence[Generated], grades: Mapping[str, Grade]) -> list[Generated]:
    return [one for one in made if not mutants.is_same_as_reference(grades[one.name])]


def _made_hold(made: Sequence[Generated], grades: Mapping[str, Grade]) -> Iterator[Finding]:
    for one in _really_wrong(made, grades):
        grade = grades[one.name]
        lost = frozenset(scoring.lost(grade.checks))
        faults = [f"cell {error.cell} raised {error.name}" for error in grade.errors]
        if kept := one.loses - lost:
            faults.append(f"it keeps {', '.join(sorted(kept))}")
        if extra := lost - one.loses - one.may_lose:
            faults.append(f"it loses {', '.join(sorted(extra))} as well")
        subject = f"{one.name} ({one.fault}) loses {', '.join(sorted(one.loses))}"
        yield Finding(subject, "; ".join(faults) or _ungraded(grade))


def _every_check_lost(
    assignment: Assignment, wrong: Sequence[KnownWrong | Generated]
) -> tuple[Finding, ...]:
    """A check that no known-wrong submission loses might be one that can't fail."""
    lost = frozenset[str]().union(*(one.loses for one in wrong))
    return tuple(
        Finding(f"check {check.name} is lost by a known-wrong submission", _never(check.name, lost))
        for check in assignment.checks
        if not check.manual
    )


def _never(name: str, lost: frozenset[str]) -> str:
    return "" if name in lost else "no known-wrong submission loses it"
