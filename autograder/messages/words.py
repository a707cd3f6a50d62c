"""The words of the reports, in both languages."""

from __future__ import annotations

from autograder.records import Outcome, Status, Text

STATUS: dict[Status, Text] = {
    Status.GRADED: Text("채점 완료", "graded"),
    Status.INVALID: Text("읽을 수 없음", "not readable"),
    Status.TIMEOUT: Text("시간 초과", "time limit"),
    Status.MEMORY: Text("메모리 초과", "memory limit"),
    Status.UNGRADED: Text("채점 보류", "not graded yet"),
    Status.MISSING: Text("미제출", "not handed in"),
}

OUTCOME: dict[Outcome, Text] = {
    Outcome.PASSED: Text("통과", "passed"),
    Outcome.PARTIAL: Text("부분 점수", "partly"),
    Outcome.FAILED: Text("다시 보기", "to look at again"),
    Outcome.NOT_CHECKED: Text("확인하지 않음", "not checked"),
    Outcome.COULD_NOT_CHECK: Text("확인하지 못함", "could not be checked"),
    Outcome.PENDING: Text("직접 채점 대기", "waiting for a person"),
}


def number(value: float) -> str:
    """A number of points: 10, 7.5, 3.33; never 10.0."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
