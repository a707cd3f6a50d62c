"""Tests the checks themselves: what must pass, what must be lost, and that each check can fail.

Four claims are held against a real run of each assignment:
the reference loses nothing; the untouched template earns its stated floor; every known-wrong
submission loses exactly the checks that it names; every check is lost by at least one of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import template
from autograder.course.data_sets import data_folder
from autograder.errors import StaffError
from autograder.grading import batch, warm_workers
from autograder.grading.tasks import Batch, Options
from autograder.grading.workers import Workers
from autograder.quality import mutants, mutation, verify_cache
from autograder.quality.known_wrong import KnownWrong, known_wrong, with_cell
from autograder.quality.mutants import Generated
from autograder.records import CheckResult, Grade, LocalAssignment, Outcome, Status, Submission
from autograder.results import scoring
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Settings

REFERENCE, TEMPLATE_NOTEBOOK, TEMPLATE_SCRIPT = "reference", "template.ipynb", "template.py"


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim that was tested. ``fault`` is '' where it holds.

    With a ``note`` it is one that could not be tested, and why: it says nothing of the checks.
    """

    subject: str
    fault: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What was found of one submission: one that does not hold is graded again next time."""

    student: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Verifying:
    """How to verify: so many submissions at a time, with ``workers`` that are warm already."""

    jobs: int
    unsafe: bool = False
    fresh: bool = False  # grade what has not changed since it held, too
    workers: Workers | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A submission that was graded, and what is wrong with it: '' for those of the author's own."""

    fault: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Verified:
    """What holds and what doesn't, and the grades from which that is told."""

    findings: tuple[Finding, ...]
    tried: tuple[Tried, ...]


def size(assignment: LocalAssignment) -> int:
    """How many submissions `verify` has of an assignment.

    Raises:
        StaffError: as ``verify``.
    """
    return 3 + len(known_wrong(assignment)) + len(_made(assignment))


def _made(assignment: LocalAssignment) -> tuple[Generated, ...]:
    return mutants.together(mutants.generated(assignment), assignment)


@dataclass(frozen=True, slots=True)
class _Trial:
    """An assignment with its submissions, and where their results are kept meanwhile."""

    assignment: LocalAssignment
    wrong: tuple[KnownWrong, ...]
    made: tuple[Generated, ...]
    submissions: tuple[Submission, ...]
    results: ResultsFolder


def verify(
    assignment: LocalAssignment,
    jobs: int,
    watch: batch.Watch,
    *,
    unsafe: bool = False,
    fresh: bool = False,
) -> tuple[Finding, ...]:
    """Run everything and say what holds and what doesn't.

    What has not changed since it held is not graded again, unless ``fresh``.

    Raises:
        StaffError: a file that verify needs is missing or can't be read.
    """
    return verified(assignment, Verifying(jobs, unsafe, fresh), watch).findings


def verified(assignment: LocalAssignment, how: Verifying, watch: batch.Watch) -> Verified:
    """``verify``, with the grade of each submission.

    Raises:
        StaffError: a file that verify needs is missing or can't be read.
    """
    (found,) = verified_together([assignment], how, watch)
    return found


def verified_together(
    assignments: Sequence[LocalAssignment], how: Verifying, watch: batch.Watch
) -> tuple[Verified, ...]:
    """``verified`` for several assignments of a course, with the same warm processes: what the last
    submissions of one leave idle, those of the next one use.

    Raises:
        StaffError: a file that verify needs is missing or can't be read.
    """
    with contextlib.ExitStack() as held:
        trials = [_trial(assignment, held) for assignment in assignments]
        grades = _graded(trials, how, watch)
        while True:
            apart = [_taken_apart(one, its) for one, its in zip(trials, grades, strict=True)]
            if all(then is one for then, one in zip(apart, trials, strict=True)):
                break
            trials = apart
            grades = _graded(trials, replace(how, fresh=False), watch)
        return tuple(_verified(one, its) for one, its in zip(trials, grades, strict=True))


_Grades = Mapping[str, Grade]
"""By the name of the submission."""


def _trial(assignment: LocalAssignment, held: contextlib.ExitStack) -> _Trial:
    """What there is to grade; the folder of its results is held as long as ``held`` is open."""
    wrong = known_wrong(assignment)
    made = _made(assignment)
    submissions = (
        *_own(assignment),
        *(_known(one) for one in wrong),
        *(_with_cell(one, assignment) for one in made),
    )
    _refuse_equal_names(submissions)
    results = held.enter_context(verify_cache.results_of(assignment))
    return _Trial(assignment, wrong, made, submissions, results)


def _graded(trials: Sequence[_Trial], how: Verifying, watch: batch.Watch) -> list[_Grades]:
    """The grades of each trial's submissions; no claim is about pictures, so none is drawn."""
    batches = [
        Batch(
            one.submissions,
            one.assignment,
            Options(
                *(one.results, how.jobs, "en"),
                fresh=how.fresh,
                unsafe=how.unsafe,
                settings=Settings(pictures=False),
                workers=how.workers,
            ),
        )
        for one in trials
    ]
    reports = batch.grade_batches(batches, watch)
    return [{grade.student: grade for grade in report.grades} for report in reports]


def _taken_apart(trial: _Trial, grades: _Grades) -> _Trial:
    """The trial with the parts of what is unclear in its place; itself where all is clear.

    One that says nothing of the checks, or not what it should, may do so by one of its parts.
    """
    left_open = _left_open(grades[REFERENCE], trial.assignment)
    unclear = [
        one
        for one in trial.made
        if one.parts
        and (mutants.says_nothing(grades[one.name]) or _fault_of(one, grades[one.name], left_open))
    ]
    if not unclear:
        return trial
    names = {one.name for one in unclear}
    parts = [part for one in unclear for part in one.parts]
    return replace(
        trial,
        made=(*(one for one in trial.made if one.name not in names), *parts),
        submissions=(*trial.submissions, *(_with_cell(one, trial.assignment) for one in parts)),
    )


def _verified(trial: _Trial, grades: _Grades) -> Verified:
    """What the grades say, after which only those of claims that hold stay kept."""
    assignment, wrong, made = trial.assignment, trial.wrong, trial.made
    claims = (
        _Claim(REFERENCE, _reference_holds(grades[REFERENCE])),
        _Claim(TEMPLATE_NOTEBOOK, _floor_holds(grades[TEMPLATE_NOTEBOOK], assignment)),
        _Claim(TEMPLATE_SCRIPT, _floor_holds(grades[TEMPLATE_SCRIPT], assignment)),
        *(_Claim(one.path.stem, _wrong_holds(one, grades[one.path.stem])) for one in wrong),
        *_made_hold(made, grades, _left_open(grades[REFERENCE], assignment)),
    )
    verify_cache.forget_others(trial.results, [one.student for one in trial.submissions])
    verify_cache.forget(trial.results, [one.student for one in claims if one.finding.fault])
    findings = (
        *(claim.finding for claim in claims),
        *_every_check_lost(assignment, [*wrong, *_really_wrong(made, grades)]),
        *_statements_hold(assignment),
        *_not_made(made, grades),
        *_open_checks(_left_open(grades[REFERENCE], assignment)),
    )
    faults = dict.fromkeys([REFERENCE, TEMPLATE_NOTEBOOK, TEMPLATE_SCRIPT], "")
    faults |= {one.path.stem: one.fault for one in wrong}
    faults |= {one.name: one.fault for one in _really_wrong(made, grades)}
    return Verified(findings, tuple(Tried(said, grades[name]) for name, said in faults.items()))


def _statements_hold(assignment: LocalAssignment) -> list[Finding]:
    """A statement in one of the course's languages is there in all of them."""
    paths = [assignment.folder / f"statement.{language}.md" for language in assignment.languages]
    if not any(assignment.folder.glob("statement.*.md")):
        return []
    return [
        Finding(path.name, "is missing: the course is in this language too")
        for path in paths
        if not path.is_file()
    ]


def mutate(
    assignment: LocalAssignment, jobs: int, begin: Callable[[int], Callable[[], None]]
) -> tuple[mutation.Trial, ...]:
    """Every mutant of the assignment's checks against the reference and the known-wrong ones.

    ``begin`` is given the number of mutants and returns what is to be called after each.

    Raises:
        StaffError: as ``verify``.
    """
    total = len(tuple(mutation.mutants(assignment)))
    nothing: frozenset[str] = frozenset()
    known = [(_own(assignment)[0], nothing)]
    known += [(_known(one), one.loses) for one in known_wrong(assignment)]
    with warm_workers.start_workers(needs_student=True, data=data_folder(assignment)) as workers:
        ran = mutation.run_known(known, assignment, workers, jobs)
        return mutation.try_all(assignment, ran, workers, jobs, begin(total))


def _own(assignment: LocalAssignment) -> list[Submission]:
    """The reference and both templates, as submissions."""
    made = template.make_template(assignment)
    return [
        _submission(template.reference_path(assignment), REFERENCE),
        _submission(made.notebook_path, TEMPLATE_NOTEBOOK, made.notebook.encode()),
        _submission(made.script_path, TEMPLATE_SCRIPT, made.script.encode()),
    ]


def _submission(path: Path, name: str, content: bytes | None = None) -> Submission:
    data = path.read_bytes() if content is None else content
    return Submission(student=name, content=data, filename=path.name)


def _known(wrong: KnownWrong) -> Submission:
    return _submission(wrong.path, wrong.path.stem, wrong.source.encode())


def _refuse_equal_names(submissions: Sequence[Submission]) -> None:
    seen: set[str] = set()
    for one in submissions:
        if one.student in seen:
            raise StaffError(f"{one.filename} has a name that verify needs itself", "Rename it.")
        seen.add(one.student)


def _reference_holds(grade: Grade) -> Finding:
    missing = ", ".join(scoring.lost(grade.checks))
    raised = "; ".join(f"cell {error.cell} raised {error.name}" for error in grade.errors)
    fault = f"loses {missing} ({_reasons(grade.checks)})" if missing else raised
    return Finding("reference earns everything", _ungraded(grade) or fault)


def _floor_holds(grade: Grade, assignment: LocalAssignment) -> Finding:
    floor = assignment.template_floor
    fault = "" if grade.score == floor else f"it earns {grade.score:g}"
    return Finding(f"{grade.student} earns {floor:g}", _ungraded(grade) or fault)


def _wrong_holds(wrong: KnownWrong, grade: Grade) -> Finding:
    lost = frozenset(scoring.lost(grade.checks))
    faults = []
    if missed := wrong.loses - lost:
        faults.append(f"it keeps {', '.join(sorted(missed))}")
    if extra := lost - wrong.loses:
        faults.append(f"it loses {', '.join(sorted(extra))} as well")
    names = ", ".join(sorted(wrong.loses)) or "nothing"
    fault = _ungraded(grade) or "; ".join(faults)
    return Finding(f"{wrong.path.stem} loses exactly {names}", fault)


def _ungraded(grade: Grade) -> str:
    if grade.status is not Status.UNGRADED:
        return ""
    return f"it could not be graded: {_reasons(grade.checks) or '; '.join(grade.staff.notes)}"


def _reasons(checks: Sequence[CheckResult]) -> str:
    """The last line of what pytest said of each check that went wrong, for the staff."""
    bad = [c for c in checks if c.outcome in {Outcome.FAILED, Outcome.COULD_NOT_CHECK}]
    return "; ".join(f"{c.name}: {(c.detail.strip().splitlines() or ['?'])[-1]}" for c in bad)


def _with_cell(made: Generated, assignment: LocalAssignment) -> Submission:
    path = template.reference_path(assignment)
    source = with_cell(path.read_text(encoding="utf-8"), made.cell)
    return _submission(path, made.name, source.encode())


def _really_wrong(made: Sequence[Generated], grades: Mapping[str, Grade]) -> list[Generated]:
    return [one for one in made if not mutants.says_nothing(grades[one.name])]


def _not_made(made: Sequence[Generated], grades: Mapping[str, Grade]) -> Iterator[Finding]:
    for one in made:
        if not one.parts and (why := mutants.not_made(grades[one.name])):
            tip = "write that submission into wrong/, `# From: reference`, if it matters"
            yield Finding(f"{one.name} ({one.fault})", note=f"was not tried: {why}; {tip}")


def _left_open(reference: Grade, assignment: LocalAssignment) -> frozenset[str]:
    """What a person has to decide of the reference, though it isn't marked by hand."""
    by_hand = {check.name for check in assignment.checks if check.manual}
    pending = {one.name for one in reference.checks if one.outcome is Outcome.PENDING}
    return frozenset(pending - by_hand)


def _open_checks(names: frozenset[str]) -> Iterator[Finding]:
    for name in sorted(names):
        note = "was not tried on generated submissions: a person has to decide it of the reference"
        yield Finding(f"check {name}", note=note)


def _made_hold(
    made: Sequence[Generated], grades: Mapping[str, Grade], left_open: frozenset[str]
) -> Iterator[_Claim]:
    for one in _really_wrong(made, grades):
        subject = f"{one.name} ({one.fault}) loses {', '.join(sorted(one.loses))}"
        yield _Claim(one.name, Finding(subject, _fault_of(one, grades[one.name], left_open)))


def _fault_of(made: Generated, grade: Grade, left_open: frozenset[str]) -> str:
    return _ungraded(grade) or "; ".join(mutants.faults(made, grade, left_open))


def _every_check_lost(
    assignment: LocalAssignment, wrong: Sequence[KnownWrong | Generated]
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
