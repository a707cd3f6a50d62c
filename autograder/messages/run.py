"""What a student is told about the run as a whole, in both languages, in one place."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby

from autograder.evidence import CellErrorEvidence, Evidence
from autograder.legacy.rewrite import assigned_after
from autograder.messages.missing_files import missing_files
from autograder.messages.python_errors import explain
from autograder.records import (
    Assignment,
    CellError,
    CheckResult,
    Outcome,
    Program,
    Text,
    Word,
    listed,
    say,
)
from autograder.util import sanitize
from autograder.util.file_names import is_file_name

_OUR_ERRORS = {"NotWhileGrading", "DataNotHere", "SystemExit", "KeyboardInterrupt"}
_PLACE = re.compile(r" \(<ipython-input[^)]*\)$")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SHORTEST = 3  # letters of a word that is cut short
_CLOSE = 0.8  # how much of a name has to be right
_BLANK = "NotImplementedError"  # what the template raises where nothing was filled in

UNTOUCHED = Text(
    ko="나눠 준 템플릿 그대로이고, 채운 셀이 없습니다. `raise NotImplementedError(…)` 줄을 지우고 "
    "그 자리에 풀이를 적어 주십시오.",
    en="This is the template as it was given out: no cell was filled in. Write your solution in "
    "place of each line `raise NotImplementedError(…)`.",
)
SAME_REASON = Text(ko="위 항목과 같은 이유입니다.", en="For the same reason as above.")
UNGRADED = Text(
    ko="채점 시스템의 문제로 채점하지 못했습니다. 감점이 아니며, 조교가 다시 채점합니다.",
    en="This could not be graded because of a fault of the grading system. "
    "It costs no points; the staff will grade it again.",
)


def first_error(errors: tuple[CellError, ...]) -> Text:
    """One line about the first cell that raised."""
    error = errors[0]
    said = say("{where}에서 {what}", "{where}: {what}", where=_place(error), what=_in_words(error))
    more = len(errors) - 1
    if not more:
        return said
    if more == 1:
        return say(
            "{said} (그 밖에 1개 셀에서도 오류)", "{said} (and 1 more cell raised)", said=said
        )
    return say(
        "{said} (그 밖에 {more}개 셀에서도 오류)",
        "{said} (and {more} more cells raised)",
        said=said,
        more=more,
    )


def _place(error: CellError) -> Text:
    if not error.line:
        return say("{cell}번 셀", "cell {cell}", cell=error.cell)
    return say(
        "{cell}번 셀 {line}번째 줄", "cell {cell}, line {line}", cell=error.cell, line=error.line
    )


def _in_words(error: CellError) -> Text:
    """Python's own words; ours where those would tell a TA nothing."""
    if error.legacy or error.name in _OUR_ERRORS:
        return say("{name}: {told}", "{name}: {told}", name=error.name, told=explain(error).what)
    value = sanitize.without_addresses(error.value)
    said = _PLACE.sub("", value.splitlines()[0])[:160] if value else ""
    what = f"{error.name}: {said}" if said else error.name
    return Text(what, what)


def is_untouched(assignment: Assignment, evidence: Evidence) -> bool:
    """Whether this is the template as it was given out: blanks raise, and nothing is there."""
    blanks = bool(evidence.errors) and all(error.name == _BLANK for error in evidence.errors)
    return blanks and not any(one.name in evidence.deliverables for one in assignment.deliverables)


def said_once(checks: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """The results, with each long reason told at the first check that fails by it."""
    told: set[Text] = set()
    shown = []
    for check in checks:
        again = check.outcome is Outcome.FAILED and check.message in told
        shown.append(replace(check, message=SAME_REASON) if again else check)
        if check.outcome is Outcome.FAILED and check.message.en:
            told.add(check.message)
    return tuple(shown)


# --- deliverables that are not there ----------------------------------------------------


def missing_deliverables(
    assignment: Assignment, evidence: Evidence, program: Program | None = None
) -> tuple[Text, ...]:
    """Why deliverables aren't there: a name nearly right, a cell that ended too early, or none.

    ``program`` tells what a cell that raised would have made.
    """
    if is_untouched(assignment, evidence):
        return (UNTOUCHED,)
    missing = [one.name for one in assignment.deliverables if one.name not in evidence.deliverables]
    missing = [name for name in missing if not is_file_name(name)]
    found = _nearly_right(missing, assignment, evidence)
    said = [_misnamed(name, asked, assignment) for name, asked in found.items()]
    rest = [name for name in missing if not any(name in asked for asked in found.values())]
    unreached = _not_reached(rest, evidence, program)
    if unreached:
        said.append(_no_time(unreached, evidence.errors[-1], assignment))
        rest = [name for name in rest if name not in unreached]
    too_late = _made_too_late(rest, evidence, program)
    for error, group in groupby(
        (name for name in rest if name in too_late), lambda name: too_late[name]
    ):
        said.append(_too_late(list(group), error, assignment))
    gone = [name for name in rest if name not in too_late]
    said += [_gone(gone, assignment)] if gone else []
    return (*said, *missing_files(assignment, evidence.deliverables, evidence.written))


def _nearly_right(
    missing: list[str], assignment: Assignment, evidence: Evidence
) -> dict[str, list[str]]:
    """Each variable that was probably meant, with the name it was meant for.

    A variable is offered once, to the name that it fits best, and a name gets one variable; a
    variable that fits several equally well is offered to all of these in one sentence.
    """
    asked = {deliverable.name for deliverable in assignment.deliverables}
    others = [name for name in evidence.names if name not in asked]
    scores = {(other, name): _similarity(other, name) for other in others for name in missing}
    found: dict[str, list[str]] = {}
    while scores and (best := max(scores.values())) >= _CLOSE:
        other = next(one for (one, _), score in scores.items() if score == best)
        names = [name for (one, name), score in scores.items() if one == other and score == best]
        found[other] = names
        scores = {
            pair: score
            for pair, score in scores.items()
            if pair[0] != other and pair[1] not in names
        }
    return found


def _similarity(name: str, asked: str) -> float:
    """How nearly ``name`` is the one asked for, 0…1."""
    ours, theirs = _bare(name), _bare(asked)
    if ours == theirs:
        return 1.0
    similarity = SequenceMatcher(None, ours, theirs).ratio()
    if _is_short_for(name, asked):
        return max(similarity, 0.95)
    numbers = [re.findall(r"\d+", one) for one in (name, asked)]
    return 0.0 if all(numbers) and numbers[0] != numbers[1] else similarity


def _made_too_late(
    missing: list[str], evidence: Evidence, program: Program | None
) -> dict[str, CellError]:
    """The error before the line that would have made it, for each name with such a line."""
    sources = {cell.number: cell.source for cell in program.cells} if program else {}
    found: dict[str, CellError] = {}
    by_cell = {error.cell: error for error in reversed(evidence.errors)}
    for error in evidence.errors:
        if error.name == _BLANK:
            continue
        first = by_cell.get(error.after, error)
        names = assigned_after(sources.get(error.cell, ""), error.line)
        for name in missing:
            if name in names:
                found.setdefault(
                    name, CellError(first.cell, first.line, first.name, first.value, first.source)
                )
    return found


def _not_reached(missing: list[str], evidence: Evidence, program: Program | None) -> list[str]:
    """The names that the lines below would have made, where the time limit struck."""
    if evidence.interrupted != "time" or not evidence.errors or not program:
        return []
    struck = evidence.errors[-1]
    below = [
        name
        for cell in program.cells
        if cell.kind == "code" and cell.number >= struck.cell
        for name in assigned_after(cell.source, struck.line if cell.number == struck.cell else 0)
    ]
    return [name for name in missing if name in below]


def _no_time(names: list[str], error: CellErrorEvidence, assignment: Assignment) -> Text:
    return say(
        "{names}{names:을/를} 만들기 전에 {cell}번 셀에서 제한 시간이 다 되었습니다. 그래서 "
        "{checks}{checks:을/를} 확인하지 못했습니다. 그 셀이 끝나게 하는 것부터 해 보십시오.",
        "The time was up in cell {cell}, before {names} could be made, so {checks} could not be "
        "done. See first that this cell comes to an end.",
        names=_listed(names),
        cell=error.cell,
        checks=_checks(_affected(names, assignment)),
    )


def _misnamed(found: str, asked: list[str], assignment: Assignment) -> Text:
    return say(
        "`{found}`{found:이/가} 있습니다. 과제가 요구하는 이름은 {asked}입니다. 그래서 "
        "{checks}{checks:을/를} 확인하지 못했습니다.",
        "Found `{found}`; the assignment asks for {asked}. So {checks} could not be done.",
        found=found,
        asked=_listed(asked),
        checks=_checks(_affected(asked, assignment)),
    )


def _too_late(names: list[str], error: CellError, assignment: Assignment) -> Text:
    place = say("{cell}번 셀", "cell {cell}", cell=error.cell)
    if error.line:
        place = say(
            "{cell}번 셀 {line}번째 줄",
            "line {line} of cell {cell}",
            cell=error.cell,
            line=error.line,
        )
    return say(
        "{place}의 오류 때문에 그 셀에서 만들 {names}{names:이/가} 없습니다. 그래서 "
        "{checks}{checks:을/를} 확인하지 못했습니다. 그 오류부터 고쳐 주십시오.",
        "The error in {place} kept {names} from being made, so {checks} could not be done. Fix "
        "that error first.",
        place=place,
        names=_listed(names),
        checks=_checks(_affected(names, assignment)),
    )


def _gone(names: list[str], assignment: Assignment) -> Text:
    words: dict[str, Word] = {
        "names": _listed(names),
        "checks": _checks(_affected(names, assignment)),
    }
    if len(names) == 1:
        return say(
            "{names} 변수가 없습니다. 그래서 {checks}{checks:을/를} 확인하지 못했습니다. 이름이 "
            "정확한지, 그 셀이 오류 없이 실행되는지 확인하십시오.",
            "There is no variable {names}, so {checks} could not be done. See that the name is "
            "exact and that its cell runs without an error.",
            **words,
        )
    return say(
        "{names} 변수가 없습니다. 그래서 {checks}{checks:을/를} 확인하지 못했습니다. 이름이 "
        "정확한지, 그 셀이 오류 없이 실행되는지 확인하십시오.",
        "There are no variables {names}, so {checks} could not be done. See that the names are "
        "exact and that their cells run without an error.",
        **words,
    )


def _affected(names: list[str], assignment: Assignment) -> int:
    return sum(bool(set(names) & set(check.needs)) for check in assignment.checks)


def _checks(count: int) -> Text:
    if count == 1:
        return Text("항목 1개", "one check")
    return say("항목 {count}개", "{count} checks", count=count)


def _listed(names: list[str]) -> Text:
    """Names between backticks, as a list."""
    return listed([f"`{name}`" for name in names])


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
