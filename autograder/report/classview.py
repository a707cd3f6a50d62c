"""What the class page shows, computed from the grades: no HTML here."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from autograder.messages.python_errors import explain
from autograder.messages.words import number
from autograder.records import Assignment, CheckResult, Grade, Outcome, Status, Text, joined, say
from autograder.util import sanitize

CODES: dict[Outcome, str] = {
    Outcome.PASSED: "p",
    Outcome.PARTIAL: "h",
    Outcome.FAILED: "f",
    Outcome.NOT_CHECKED: "n",
    Outcome.COULD_NOT_CHECK: "c",
    Outcome.PENDING: "w",
}
NO_RESULT = "-"  # nothing was handed in, or it could not be read

BINS = 10
_WITHOUT_SCORE = {Status.UNGRADED, Status.MISSING}
_DIFFERENT = (Status.UNGRADED, Status.TIMEOUT, Status.MEMORY, Status.INVALID, Status.MISSING)
_FENCE_FROM = 8  # students with a score; below that, nobody stands out from the others
_NARROWEST = 0.05  # middle half of the class, as a share: a class of equals has no outliers
_TEXT_LIMIT = 3000  # of one answer in the queue


@dataclass(frozen=True, slots=True)
class Summary:
    """The class in a few numbers; scores in points, None where nobody has one.

    Points that a person still has to give are left out, as if the rest were all there is.
    """

    submissions: int
    graded: int
    missing: int
    late: int
    mean: float | None
    median: float | None
    full: int  # with every point that was given so far
    pending: int  # submissions that a person still has to mark
    seconds: float
    slowest: float
    memory_mb: float
    most_memory_mb: float


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check over the whole class; ``codes`` has one character a student (``CODES``)."""

    name: str
    title: Text
    part: Text
    points: float
    share: (
        float | None
    )  # of its points that the class earned, None while most are still to be marked
    codes: str


@dataclass(frozen=True, slots=True)
class Look:
    """Submissions that need a look for one reason, each with what was found."""

    reason: Text
    found: tuple[tuple[Grade, Text], ...]


@dataclass(frozen=True, slots=True)
class Training:
    """Fits of one student that ran alike: how many, and how."""

    grade: Grade
    model: str
    fits: int
    epochs: int
    seconds: float
    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A text that a person has to mark."""

    grade: Grade
    check: CheckResult
    text: str
    aids: str


def summary(grades: Sequence[Grade]) -> Summary:
    """The numbers at the top of the page."""
    scores = [share(one) * one.max_score for one in scored(grades)]
    seconds = [one.usage.seconds for one in grades if one.usage.seconds > 0]
    memory = [one.usage.memory_mb for one in grades if one.usage.memory_mb > 0]
    missing = sum(one.status is Status.MISSING for one in grades)
    return Summary(
        submissions=len(grades) - missing,
        graded=sum(one.status is Status.GRADED for one in grades),
        missing=missing,
        late=sum(one.late for one in grades),
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        full=sum(share(one) >= 1 for one in scored(grades)),
        pending=sum(one.pending > 0 for one in grades),
        seconds=statistics.median(seconds) if seconds else 0.0,
        slowest=max(seconds, default=0.0),
        memory_mb=statistics.median(memory) if memory else 0.0,
        most_memory_mb=max(memory, default=0.0),
    )


def scored(grades: Sequence[Grade]) -> list[Grade]:
    """Those that have a score: handed in, and something of it graded."""
    return [
        one
        for one in grades
        if one.status not in _WITHOUT_SCORE and one.max_score - one.pending > 0
    ]


def share(grade: Grade) -> float:
    """Of the points that are decided, the part that was earned; 1 is all, a bonus is beyond."""
    return grade.score / (grade.max_score - grade.pending)


def histogram(grades: Sequence[Grade]) -> list[int]:
    """Students in each tenth of the points decided so far; the last bin includes full marks."""
    bins = [0] * BINS
    for one in scored(grades):
        bins[min(max(int(share(one) * BINS + 1e-9), 0), BINS - 1)] += 1
    return bins


def codes(grade: Grade, assignment: Assignment) -> str:
    """One character for each check of the assignment."""
    found = {one.name: CODES[one.outcome] for one in grade.checks}
    return "".join(found.get(spec.name, NO_RESULT) for spec in assignment.checks)


def check_rows(ranked: Sequence[Grade], assignment: Assignment) -> tuple[CheckRow, ...]:
    """The heat map: a row a check, a column a student, in the order of ``ranked``."""
    columns = [codes(one, assignment) for one in ranked]
    parts = {part.name: part.title for part in assignment.parts}
    results = [{one.name: one for one in grade.checks} for grade in ranked]
    rows = []
    for index, spec in enumerate(assignment.checks):
        found = [one[spec.name] for one in results if spec.name in one]
        marked = [one for one in found if one.outcome not in _UNDECIDED]
        most = sum(one.points for one in marked) if 2 * len(marked) > len(found) else 0
        rows.append(
            CheckRow(
                name=spec.name,
                title=spec.title,
                part=parts.get(spec.part, Text(spec.part, spec.part)),
                points=spec.points,
                share=sum(one.earned for one in marked) / most if most else None,
                codes="".join(column[index] for column in columns),
            )
        )
    return tuple(rows)


_UNDECIDED = {Outcome.PENDING, Outcome.COULD_NOT_CHECK}


def ranked(grades: Sequence[Grade]) -> list[Grade]:
    """Best first; those without a score last."""
    return sorted(
        grades, key=lambda one: (one.status in _WITHOUT_SCORE, -one.score, one.student.casefold())
    )


def queue(grades: Sequence[Grade]) -> tuple[Answer, ...]:
    """What a person has to mark, in the order of the class."""
    return tuple(
        Answer(
            grade,
            check,
            sanitize.block(grade.staff.review_text, _TEXT_LIMIT),
            sanitize.block(check.detail, _TEXT_LIMIT),
        )
        for grade in grades
        for check in grade.checks
        if check.outcome is Outcome.PENDING
    )


def trainings(grades: Sequence[Grade]) -> tuple[Training, ...]:
    """At which level every recorded fit ran and why, those of one model put together."""
    found: dict[tuple[int, str, str, str], Training] = {}
    for at, grade in enumerate(grades):
        for fit in grade.fits:
            key = (at, fit.model, fit.level, fit.reason)
            known = found.get(key, Training(grade, *key[1:2], 0, 0, 0.0, *key[2:]))
            found[key] = replace(
                known,
                fits=known.fits + 1,
                epochs=known.epochs + fit.epochs,
                seconds=known.seconds + fit.seconds,
            )
    return tuple(found.values())


def looks(grades: Sequence[Grade], assignment: Assignment) -> tuple[Look, ...]:
    """The submissions that need a look, grouped by reason, the most urgent first."""
    groups = [
        *(_look(_REASONS[status], grades, _by_status(status)) for status in _DIFFERENT),
        _look(
            Text("확인하지 못한 항목이 있음", "A check could not be made"), grades, _could_not_check
        ),
        _look(
            Text("자기 것이 아닌 것을 건드리려 함", "Reached for what is not its own"),
            grades,
            _reached,
        ),
        _look(Text("채점기가 남긴 메모", "Noted while grading"), grades, _noted),
        _look(
            Text("기본 속도로 학습함 (자체 train_step 등)", "Trained at stock speed"),
            grades,
            _stock,
        ),
        _look(
            Text("내야 할 변수가 없거나 이름이 다름", "A variable is missing or has another name"),
            grades,
            lambda grade: _without(grade, assignment),
        ),
        _look(
            Text("반에서 눈에 띄게 낮은 점수", "Far below the class"), grades, _far_below(grades)
        ),
        _look(Text("셀에서 오류가 남", "A cell raised an error"), grades, _raised),
    ]
    return tuple(group for group in groups if group.found)


_REASONS: dict[Status, Text] = {
    Status.UNGRADED: Text("채점하지 못함", "Not graded"),
    Status.TIMEOUT: Text("시간 초과", "Time limit"),
    Status.MEMORY: Text("메모리 초과", "Memory limit"),
    Status.INVALID: Text("읽을 수 없는 파일", "Not readable"),
    Status.MISSING: Text("제출하지 않음", "Handed in nothing"),
}

Finder = Callable[[Grade], Text | None]


def _look(reason: Text, grades: Sequence[Grade], finder: Finder) -> Look:
    found = ((one, finder(one)) for one in grades)
    return Look(reason, tuple((one, text) for one, text in found if text is not None))


def _by_status(status: Status) -> Finder:
    return lambda grade: grade.message if grade.status is status else None


def _could_not_check(grade: Grade) -> Text | None:
    names = [one.name for one in grade.checks if one.outcome is Outcome.COULD_NOT_CHECK]
    return Text(", ".join(names), ", ".join(names)) if names else None


def _noted(grade: Grade) -> Text | None:
    text = "; ".join(sanitize.line(note, 300) for note in grade.staff.notes)
    return Text(text, text) if text else None


def _reached(grade: Grade) -> Text | None:
    if not grade.staff.attempts:
        return None
    first, more = grade.staff.attempts[0], len(grade.staff.attempts) - 1
    place = say(
        "셀 {cell}의 {line}번째 줄: {what}",
        "cell {cell}, line {line}: {what}",
        cell=first.cell,
        line=first.line,
        what=first.what,
    )
    if not more:
        return place
    return say("{place} (외 {more}곳)", "{place} (and {more} more)", place=place, more=more)


def _without(grade: Grade, assignment: Assignment) -> Text | None:
    """Deliverables that no check found, with what the student is told of each."""
    if grade.status in _WITHOUT_SCORE or grade.status is Status.INVALID:
        return None
    outcomes = {one.name: one.outcome for one in grade.checks}
    lost = []
    for deliverable in assignment.deliverables:
        needing = [spec.name for spec in assignment.checks if deliverable.name in spec.needs]
        if needing and all(outcomes.get(name) is Outcome.NOT_CHECKED for name in needing):
            lost.append(f"`{deliverable.name}`")
    if not lost:
        return None
    notes = [note for note in grade.notes if any(name in note.en for name in lost)]
    names = ", ".join(lost)
    if not notes:
        return Text(names, names)
    return say("{names}: {notes}", "{names}: {notes}", names=names, notes=joined(*notes[:2]))


def _far_below(grades: Sequence[Grade]) -> Finder:
    """Below the middle half of the class by more than one and a half times its width (Tukey)."""
    shares = [share(one) for one in scored(grades)]
    if len(shares) < _FENCE_FROM:
        return lambda _: None
    low, _, high = statistics.quantiles(shares, n=4)
    fence = low - 1.5 * max(high - low, _NARROWEST)
    percent = f"{100 * low:.0f}–{100 * high:.0f} %"

    def finder(grade: Grade) -> Text | None:
        if grade not in scored([grade]) or share(grade) >= fence:
            return None
        own = f"{100 * share(grade):.0f} %"
        return say(
            "{own} (반의 가운데 절반: {percent})",
            "{own} (middle half: {percent})",
            own=own,
            percent=percent,
        )

    return finder


def _stock(grade: Grade) -> Text | None:
    slow = [fit for fit in grade.fits if fit.level.lower() == "stock"]
    if not slow:
        return None
    names = ", ".join(dict.fromkeys(f"`{fit.model}`" for fit in slow if fit.model)) or "fit"
    reason = sanitize.line(slow[0].reason, 120)
    seconds = number(round(sum(fit.seconds for fit in slow), 1))
    return say(
        "{names}: {seconds}초. {reason}",
        "{names}: {seconds} s. {reason}",
        names=names,
        seconds=seconds,
        reason=reason,
    )


def _raised(grade: Grade) -> Text | None:
    if not grade.errors or grade.status is not Status.GRADED:
        return None
    told = explain(grade.errors[0])
    more = len(grade.errors) - 1
    if not more:
        return say("{where} `{name}`", "{where} `{name}`", where=told.where, name=told.name)
    return say(
        "{where} `{name}` 외 {more}개",
        "{where} `{name}` and {more} more",
        where=told.where,
        name=told.name,
        more=more,
    )
