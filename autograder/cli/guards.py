"""What is looked at before and after a run of ``grade``, so that no mistake costs an evening.

Refused: results that would be graded as students, two assignments compared. Told: names that fold
to one, lateness that nobody knows, the wrong assignment.
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.course import loader
from autograder.errors import StaffError, SubmissionError
from autograder.grading.submission import read_submission
from autograder.records import Grade, LocalAssignment, Outcome, Status, Submission, Text
from autograder.util import sanitize
from autograder.util.korean import particle

_RAN = frozenset([Status.GRADED, Status.TIMEOUT, Status.MEMORY])
_MOST_NAMES = 5


# --- refused --------------------------------------------------------------------------


def refuse_mixed_up(out: Path, paths: Sequence[Path]) -> None:
    """Results among the submissions would be graded as students by the next run.

    Raises:
        StaffError: ``out`` is, lies in or holds one of ``paths``, or one of them holds results.
    """
    for path in paths:
        given, results = Path(os.path.realpath(path)), Path(os.path.realpath(out))
        where = {
            given == results: "is also what you want graded",
            given.is_dir() and given in results.parents: f"lies inside the submissions ({path})",
            results in given.parents: f"holds the submissions ({path})",
        }.get(True, "")
        if where:
            raise StaffError(
                f"--out {out} {where}: the next run would take the results for students",
                "Choose a folder of its own, for example --out results.",
            )
        for folder in _results_in(given):
            raise StaffError(
                f"{folder} holds results of an earlier run, not submissions",
                "Name the folder or zip of the submissions, or move the results out of it.",
            )


def _results_in(path: Path) -> Iterator[Path]:
    """The folder itself or those directly in it that ``grade`` wrote."""
    if path.is_dir():
        for folder in (path, *sorted(one for one in path.iterdir() if one.is_dir())):
            if (folder / "grades.csv").is_file() and any(folder.glob("*/result.json")):
                yield folder


# --- told -----------------------------------------------------------------------------


def lateness_unknown(submissions: Sequence[Submission], assignment: LocalAssignment) -> list[Text]:
    """A warning where lateness costs points but nothing says who was late."""
    if not assignment.late.per_day or any(one.late_known for one in submissions):
        return []
    return [
        Text(
            ko="주의: 이 과제는 늦은 제출을 감점하지만([late]) 누가 늦었는지 알려 주는 것이 "
            "없어 모두 제때 낸 것으로 보았습니다. --roster에 Moodle 채점 워크시트(상태 열)나 "
            "late 열이 있는 명단을 주십시오.",
            en="warning: this assignment takes points off for lateness ([late]), but nothing says "
            "who was late, so nobody was. Give --roster Moodle's grading worksheet (its column "
            "Status) or a list with a column `late`.",
        )
    ]


def names_that_fold(submissions: Sequence[Submission]) -> list[Text]:
    """Names that differ only in case or in how their letters are composed, and what became of them.

    A Mac writes Hangul in pieces (NFD), everyone else composed (NFC): the two look the same.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for one in submissions:
        if one.alike:
            groups.setdefault(one.alike, []).append(one.student)
    return [_folded(alike, students) for alike, students in groups.items()]


def _folded(alike: tuple[str, ...], students: Sequence[str]) -> Text:
    names = ", ".join(f"`{sanitize.name(name)}`" for name in alike)
    shown = ", ".join(f"`{sanitize.name(name)}`" for name in students)
    if len(students) == 1:
        return Text(
            ko=f"주의: 같은 이름으로 보이는 제출이 {len(alike)}개 있습니다 ({names}; 대소문자나 "
            f"한글 조합 방식만 다름). 한 학생 {shown}의 것으로 보고 하나만 채점합니다.",
            en=f"warning: {len(alike)} submissions have names that look the same ({names}; only "
            f"case or the composition of letters differs). They are taken for one student, "
            f"{shown}, and one of them is graded.",
        )
    return Text(
        ko=f"주의: 대소문자나 한글 조합 방식만 다른 이름이 있습니다: {names}. 서로 다른 학생 "
        f"{shown}{particle(shown, '으로/로')} 채점합니다. 한 사람이라면 파일 하나만 남기십시오.",
        en=f"warning: names that differ only in case or in the composition of letters: {names}. "
        f"They are graded as different students: {shown}. Keep one file if it is one person.",
    )


def looks_like_another(
    submissions: Sequence[Submission], assignment: LocalAssignment
) -> list[Text]:
    """Before the run: the code assigns none of what is asked for, but what another one asks for."""
    assigned = _assigned(submissions)
    if not assigned or not assignment.wanted or any(assigned[one] for one in assignment.wanted):
        return []
    better = _better(assigned, assignment)
    return [_is_it_right(assignment, better)] if better else []


def nothing_handed_in(
    grades: Sequence[Grade], submissions: Sequence[Submission], assignment: LocalAssignment
) -> list[Text]:
    """After the run: not one submission left any of the deliverables."""
    ran = [grade for grade in grades if grade.status in _RAN]
    needing = {check.name for check in assignment.checks if check.needs}
    done = (
        check.outcome is not Outcome.NOT_CHECKED
        for grade in ran
        for check in grade.checks
        if check.name in needing
    )
    if not ran or not needing or any(done):
        return []
    return [_is_it_right(assignment, _better(_assigned(submissions), assignment))]


def _assigned(submissions: Sequence[Submission]) -> Counter[str]:
    """How many submissions assign each name at their top level, as far as they can be read."""
    found: Counter[str] = Counter()
    for submission in submissions:
        try:
            cells = read_submission(submission).cells
        except SubmissionError:
            continue
        names: set[str] = set()
        for cell in cells:
            if cell.kind == "code":
                names |= _names(cell.source)
        found.update(names)
    return found


def _names(source: str) -> set[str]:
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _better(assigned: Counter[str], assignment: LocalAssignment) -> str:
    """The other assignment of the course most of whose deliverables are assigned; '' for none."""
    found = loader.find_course(assignment.course)
    shares = {}
    for name in loader.assignment_names(found):
        if name == assignment.name:
            continue
        try:
            other = loader.load_assignment(found, name)
        except StaffError:
            continue  # it has a fault of its own, which is not asked about here
        shares[name] = sum(assigned[one] for one in other.wanted) / max(len(other.wanted), 1)
    best = max(shares, key=lambda name: shares[name], default="")
    return best if best and shares[best] > 0 else ""


def _is_it_right(assignment: LocalAssignment, better: str) -> Text:
    names = ", ".join(f"`{one.name}`" for one in assignment.deliverables[:_MOST_NAMES])
    names += ", …" if len(assignment.deliverables) > _MOST_NAMES else ""
    guess = (
        (
            f" 코드를 보면 `{better}` 과제인 것 같습니다.",
            f" By their code they belong to `{better}`.",
        )
        if better
        else ("", "")
    )
    return Text(
        ko=f"주의: 과제가 맞습니까? `{assignment.name}` 과제가 요구하는 변수({names})를 만든 "
        f"제출이 하나도 없습니다.{guess[0]}",
        en=f"warning: is this the right assignment? Not one submission has any of the variables "
        f"that `{assignment.name}` asks for ({names}).{guess[1]}",
    )


# --- diff -----------------------------------------------------------------------------


def refuse_two_assignments(
    old: Path, before: Sequence[Grade], new: Path, after: Sequence[Grade]
) -> None:
    """Grades of two assignments have nothing that could be compared.

    Raises:
        StaffError: they are of two.
    """
    first, second = {one.assignment for one in before}, {one.assignment for one in after}
    if first != second:
        raise StaffError(
            f"{old} holds results of {_listed(first)}, {new} of {_listed(second)}",
            "Name two results folders of one assignment.",
        )


def _listed(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
