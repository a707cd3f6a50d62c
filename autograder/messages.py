"""What a student is told about the run as a whole, in both languages, in one place."""

from __future__ import annotations

import difflib

from autograder.evidence import Evidence
from autograder.records import Assignment, CellError, Limits, Text
from autograder.sandbox.jobs import End, JobStatus


def first_error(errors: tuple[CellError, ...]) -> Text:
    """One line about the first cell that raised."""
    error = errors[0]
    where_ko = f"{error.cell}번 셀" + (f" {error.line}번째 줄" if error.line else "")
    where_en = f"cell {error.cell}" + (f", line {error.line}" if error.line else "")
    what = f"{error.name}: {error.value.splitlines()[0][:160]}" if error.value else error.name
    more = len(errors) - 1
    rest_ko = f" (그 밖에 {more}개 셀에서도 오류)" if more else ""
    rest_en = f" (and {more} more cells raised)" if more else ""
    return Text(ko=f"{where_ko}에서 {what}{rest_ko}", en=f"{where_en}: {what}{rest_en}")


def ended_early(status: JobStatus, limits: Limits) -> Text:
    """Why the run ended without leaving anything to grade."""
    seconds = f"{limits.seconds:g}"
    texts = {
        End.TIME: Text(
            ko=f"제한 시간 {seconds}초를 넘겨 실행을 멈췄습니다. 끝나지 않는 반복문이 있는지, "
            "에포크가 너무 많지 않은지 확인하십시오.",
            en=f"Your code ran for more than {seconds} seconds and was stopped. "
            "Look for a loop that never ends, or for too many epochs.",
        ),
        End.MEMORY: Text(
            ko=f"메모리를 {limits.memory_mb} MB보다 많이 사용하여 실행을 멈췄습니다. "
            "큰 배열이나 계속 커지는 리스트가 있는지 확인하십시오.",
            en=f"Your code used more than {limits.memory_mb} MB of memory and was stopped. "
            "Look for a huge array or a list that keeps growing.",
        ),
        End.CPU: Text(
            ko="계산 시간 한도를 넘겨 실행을 멈췄습니다.",
            en="Your code used more processor time than allowed and was stopped.",
        ),
        End.EVIDENCE: Text(
            ko=f"제출할 결과가 한도({limits.evidence_mb} MB)보다 커서 받을 수 없었습니다. "
            "변수에 큰 데이터를 남기지 마십시오.",
            en=f"What your code left to hand in is larger than {limits.evidence_mb} MB "
            "and could not be taken. Do not leave large data in the variables to hand in.",
        ),
        End.EXITED: Text(
            ko="코드가 중간에 스스로 종료하여 결과를 남기지 못했습니다. "
            "exit(), quit(), os._exit() 호출을 지우십시오.",
            en="Your code ended the program before it could leave any result. "
            "Remove calls of exit(), quit() or os._exit().",
        ),
        End.SIGNAL: Text(
            ko=f"코드를 실행하던 프로그램이 비정상 종료되었습니다 ({status.detail}).",
            en=f"The program that ran your code crashed ({status.detail}).",
        ),
    }
    return texts.get(status.end, Text(ko="결과가 없습니다.", en="There is no result."))


def interrupted(evidence: Evidence, limits: Limits) -> Text | None:
    """Why the run was cut short although what existed by then could be graded."""
    if evidence.interrupted == "time":
        cell = evidence.errors[-1].cell if evidence.errors else 0
        return Text(
            ko=f"제한 시간 {limits.seconds:g}초를 넘겨 {cell}번 셀에서 실행을 멈췄습니다. "
            "그때까지 만들어진 것만 채점했습니다. 끝나지 않는 반복문이 있는지 확인하십시오.",
            en=f"The time limit of {limits.seconds:g} seconds was reached in cell {cell}. "
            "What existed by then was graded. Look for a loop that never ends.",
        )
    if evidence.interrupted == "memory":
        cells = [e.cell for e in evidence.errors if "MemoryError" in e.name]
        cell = cells[0] if cells else 0
        return Text(
            ko=f"{cell}번 셀에서 메모리를 {limits.memory_mb} MB보다 많이 사용했습니다. "
            "큰 배열이나 계속 커지는 리스트가 있는지 확인하십시오.",
            en=f"Your code used more than {limits.memory_mb} MB of memory in cell {cell}. "
            "Look for a huge array or a list that keeps growing.",
        )
    return None


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
    close = difflib.get_close_matches(_bare(name), list(others), n=1, cutoff=0.8)
    if close:
        found = others[close[0]]
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


def _bare(name: str) -> str:
    """A name without what people get wrong: case and underscores."""
    return name.replace("_", "").lower()


UNGRADED = Text(
    ko="채점 시스템의 문제로 채점하지 못했습니다. 감점이 아니며, 조교가 다시 채점합니다.",
    en="This could not be graded because of a fault of the grading system. "
    "It costs no points; the staff will grade it again.",
)
