"""What a student is told about the run as a whole, in both languages, in one place."""

from __future__ import annotations

import difflib
import re

from autograder.evidence import Evidence
from autograder.records import Assignment, CellError, Text
from autograder.report.explain import explain

_OUR_ERRORS = {"NotWhileGrading", "DataNotHere"}
_PLACE = re.compile(r" \(<ipython-input[^)]*\)$")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SHORTEST = 3  # letters of a word that is cut short


def first_error(errors: tuple[CellError, ...]) -> Text:
    """One line about the first cell that raised."""
    error = errors[0]
    where_ko = f"{error.cell}번 셀" + (f" {error.line}번째 줄" if error.line else "")
    where_en = f"cell {error.cell}" + (f", line {error.line}" if error.line else "")
    what_ko, what_en = _in_words(error)
    more = len(errors) - 1
    rest_ko = f" (그 밖에 {more}개 셀에서도 오류)" if more else ""
    rest_en = f" (and {more} more cells raised)" if more else ""
    return Text(ko=f"{where_ko}에서 {what_ko}{rest_ko}", en=f"{where_en}: {what_en}{rest_en}")


def _in_words(error: CellError) -> tuple[str, str]:
    """Python's own words; ours where those would tell a TA nothing."""
    if error.legacy or error.name in _OUR_ERRORS:
        told = explain(error).what
        return f"{error.name}: {told.ko}", f"{error.name}: {told.en}"
    said = _PLACE.sub("", error.value.splitlines()[0])[:160] if error.value else ""
    what = f"{error.name}: {said}" if said else error.name
    return what, what


def missing_deliverables(assignment: Assignment, evidence: Evidence) -> tuple[Text, ...]:
    """One sentence for each deliverable that isn't there; a name nearly right is pointed out."""
    return tuple(
        _missing(deliverable.name, assignment, evidence)
        for deliverable in assignment.deliverables
        if deliverable.name not in evidence.deliverables
    )


def _missing(name: str, assignment: Assignment, evidence: Evidence) -> Text:
    affected = sum(name in check.needs for check in assignment.checks)
    asked = {deliverable.name for deliverable in assignment.deliverables}
    others = {_bare(other): other for other in evidence.names if other not in asked}
    alike = [other for other in others.values() if _is_short_for(other, name)]
    close = difflib.get_close_matches(_bare(name), list(others), n=1, cutoff=0.8)
    if close or alike:
        found = others[close[0]] if close else alike[0]
        return Text(
            ko=f"`{found}`이(가) 있습니다. 과제가 요구하는 이름은 `{name}`입니다. "
            f"그래서 항목 {affected}개를 확인하지 못했습니다.",
            en=f"Found `{found}`; the assignment asks for `{name}`. "
            f"So {_checks(affected)} could not be done.",
        )
    return Text(
        ko=f"`{name}` 변수가 없습니다. 그래서 항목 {affected}개를 확인하지 못했습니다. "
        "이름이 정확한지, 그 셀이 오류 없이 실행되는지 확인하십시오.",
        en=f"There is no variable `{name}`, so {_checks(affected)} could not be done. "
        "See that the name is exact and that its cell runs without an error.",
    )


def _checks(count: int) -> str:
    return "one check" if count == 1 else f"{count} checks"


def _is_short_for(name: str, asked: str) -> bool:
    """``pred_3`` for ``prediction_3``, ``max_acc`` for ``max_accuracy``: word by word."""
    ours, theirs = _WORD.findall(name.lower()), _WORD.findall(asked.lower())
    return len(ours) == len(theirs) and all(
        mine == other or (len(mine) >= _SHORTEST and other.startswith(mine))
        for mine, other in zip(ours, theirs, strict=True)
    )


def _bare(name: str) -> str:
    """A name without what people get wrong: case and underscores."""
    return name.replace("_", "").lower()


UNGRADED = Text(
    ko="채점 시스템의 문제로 채점하지 못했습니다. 감점이 아니며, 조교가 다시 채점합니다.",
    en="This could not be graded because of a fault of the grading system. "
    "It costs no points; the staff will grade it again.",
)
