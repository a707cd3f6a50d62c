"""What a run of ``grade`` or ``report`` says at its end, below the table."""

from __future__ import annotations

from autograder.grading import batch
from autograder.records import Outcome, Text
from autograder.results.folder import RESULT, ResultsFolder
from autograder.results.store import Kept
from autograder.util import sanitize


def summary(report: batch.Report, folder: ResultsFolder) -> list[Text]:
    done = len(report.grades) - report.kept - report.others
    lines = []
    if done == 0:
        lines.append(
            Text(
                ko=f"바뀐 것이 없어 다시 채점하지 않았습니다 (기존 결과 {report.kept}개 유지).",
                en=f"Nothing changed: nothing was graded again ({report.kept} results kept).",
            )
        )
    elif report.rescored == done:
        lines.append(
            Text(
                ko=f"배점이나 문구만 바뀌어 아무것도 다시 실행하지 않고 {done}개의 점수를 새로 "
                f"계산했습니다 (유지 {report.kept}개).",
                en=f"Only points or texts changed: {done} scored anew without running anything "
                f"again, {report.kept} kept.",
            )
        )
    else:
        only = ("", "")
        if report.rescored:
            only = (f", 점수만 다시 {report.rescored}개", f", points only: {report.rescored}")
        lines.append(
            Text(
                ko=f"채점 {done}개 (그중 검사만 다시 {report.rechecked}개{only[0]}), "
                f"유지 {report.kept}개.",
                en=f"Graded {done} (checks only: {report.rechecked}{only[1]}), kept {report.kept}.",
            )
        )
    if report.left_out:
        names = ", ".join(map(sanitize.name, report.left_out))
        lines.append(
            Text(
                ko=f"실행 기록이 없어 채점하지 않은 제출 {len(report.left_out)}개: {names}. "
                "--from-evidence 없이 다시 실행하십시오.",
                en=f"{len(report.left_out)} not graded, for no evidence of them is kept: {names}. "
                "Run this without --from-evidence.",
            )
        )
    if report.outdated:
        names = ", ".join(map(sanitize.name, report.outdated))
        lines.append(
            Text(
                ko=f"제출이나 채점기가 바뀌기 전의 실행 기록으로 채점한 제출 "
                f"{len(report.outdated)}개: {names}.",
                en=f"{len(report.outdated)} graded from a run before the submission or this "
                f"program changed: {names}.",
            )
        )
    if report.troubles:
        last, times = sanitize.line(report.troubles[-1]), len(report.troubles)
        lines.append(
            Text(
                ko=f"실행 환경에 문제가 생겨 다시 실행한 작업 {times}개. 마지막 이유: {last}",
                en=f"Run again, for the sandbox had failed: {times}. Last reason: {last}",
            )
        )
    if report.others:
        lines.append(
            Text(
                ko=f"이번에 주어지지 않은 이전 결과 {report.others}개도 표에 남겨 두었습니다.",
                en=f"{report.others} earlier results that were not part of this run are kept, too.",
            )
        )
    return [*lines, *left_out(folder.survey()), *by_hand(report, folder)]


def by_hand(report: batch.Report, folder: ResultsFolder) -> list[Text]:
    """The marks by hand that were put in, those that are still to come, and the class page."""
    lines = []
    if report.marks:
        one = "1 mark" if report.marks == 1 else f"{report.marks} marks"
        lines.append(
            Text(ko=f"직접 채점한 점수 {report.marks}개를 반영했습니다.", en=f"{one} added.")
        )
    pending = sum(
        check_.outcome is Outcome.PENDING for grade in report.grades for check_ in grade.checks
    )
    if pending:
        review = folder.out / "review.csv"
        answers = "1 answer" if pending == 1 else f"{pending} answers"
        lines.append(
            Text(
                ko=f"직접 채점할 답 {pending}개: {review} 에 점수를 적고 "
                f"`autograder report {folder.out}` 명령을 실행하십시오.",
                en=f"{answers} to mark by hand: fill in {review} and run "
                f"`autograder report {folder.out}`.",
            )
        )
    page = folder.out / "index.html"
    return [*lines, Text(ko=f"학급 페이지: {page}", en=f"Class page: {page}")]


def left_out(kept: Kept) -> list[Text]:
    """Which folders no table speaks of, why, and what to do."""
    lines = []
    if kept.damaged:
        names = ", ".join(map(sanitize.name, kept.damaged))
        lines.append(
            Text(
                ko=f"{RESULT} 파일을 읽을 수 없어 표에서 빠진 폴더 {len(kept.damaged)}개: "
                f"{names}. 그 제출을 다시 채점하거나 폴더를 다른 곳으로 옮기십시오.",
                en=f"Left out of the tables, for their {RESULT} can't be read "
                f"({len(kept.damaged)}): {names}. Grade these submissions again, or move the "
                "folders away.",
            )
        )
    if kept.copies:
        names = ", ".join(map(sanitize.name, kept.copies))
        lines.append(
            Text(
                ko=f"같은 학생의 폴더가 따로 있어 표에서 빠진 폴더 {len(kept.copies)}개: {names}. "
                "필요 없으면 지우십시오.",
                en=f"Left out of the tables, for their students have another folder "
                f"({len(kept.copies)}): {names}. Remove those that are not needed.",
            )
        )
    return lines
