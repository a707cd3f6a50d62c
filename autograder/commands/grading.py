"""``grade``, ``check`` and ``report``."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from autograder import batch, course, open_files, scratch, store, warming
from autograder.commands import guards
from autograder.commands.progress import progress
from autograder.errors import StaffError, SubmissionError
from autograder.grade import Settings, read_submission
from autograder.intake.beside import siblings
from autograder.intake.collect import collect
from autograder.records import (
    NO_TEXT,
    Assignment,
    CheckResult,
    Grade,
    Language,
    Outcome,
    Status,
    Submission,
    Text,
)
from autograder.report import result, sanitize, terminal
from autograder.report.explain import explain_all
from autograder.report.words import number

UNGRADED_STATUS = 3
_FILE_WIDTH = 160  # columns of the table where there is no terminal to ask


def grade(name: str, paths: tuple[Path, ...], **given: Any) -> int:
    """Grade a class; return the exit status."""
    assignment = load(name, given["course"], paths[0])
    out = given["out"] or Path("results") / assignment.name
    report = grade_one(assignment, paths, out, given)
    if given["as_json"]:
        print_json(report.grades)
    return exit_status(report)


def grade_one(
    assignment: Assignment,
    paths: tuple[Path, ...],
    out: Path,
    given: dict[str, Any],
    warm: warming.KeptWarm | None = None,
) -> batch.Report:
    """Grade one assignment, with what is told before, while and after it."""
    language: Language = given["language"] or assignment.language
    options = batch.Options(
        out=Path(os.path.realpath(out)),
        jobs=given["jobs"] or batch.default_jobs(),
        language=language,
        fresh=given["fresh"],
        from_evidence=given["from_evidence"],
        unsafe=given["unsafe"],
        settings=Settings(stock_fit=given["stock_fit"]),
        warm=warm,
    )
    open_files.allow(options.jobs)
    guards.refuse_mixed_up(options.out, paths)
    submissions = collect(
        paths,
        format=given["layout"],
        roster=given["roster"],
        assignment_name=assignment.name,
        wanted=assignment.wanted,
    )
    err = Console(stderr=True, highlight=False)
    if given["out"] is None:
        where = Text(
            ko=f"결과는 {options.out} 에 저장합니다 (다른 곳은 --out).",
            en=f"Results go to {options.out} (--out chooses another folder).",
        )
        err.print(where.to(language), markup=False, soft_wrap=True)
    _warn(err, guards.lateness_unknown(submissions, assignment), language)
    _warn(err, guards.names_that_fold(submissions), language)
    _warn(err, guards.looks_like_another(submissions, assignment), language)
    with progress(err, len(submissions), language) as watch:
        report = batch.grade_all(submissions, assignment, options, watch)
    if not given["as_json"]:
        _print_report(report, options, language)
    _warn(err, guards.nothing_handed_in(report.grades, submissions, assignment), language)
    for grade_ in report.grades:
        if grade_.status is Status.UNGRADED:
            _say_ungraded(err, grade_)
    return report


def print_json(grades: Sequence[Grade]) -> None:
    """The grades as one JSON array."""
    documents = [json.loads(result.to_json(grade_)) for grade_ in grades]
    click.echo(json.dumps(documents, ensure_ascii=False, indent=2))


def exit_status(*reports: batch.Report) -> int:
    """3 if anyone is ungraded."""
    ungraded = any(list(batch.iter_ungraded(report.grades)) for report in reports)
    return UNGRADED_STATUS if ungraded else 0


def _warn(err: Console, warnings: Sequence[Text], language: Language) -> None:
    for text in warnings:
        err.print(text.to(language), style="yellow", markup=False, soft_wrap=True)


def load(name: str, given: Path | None, near: Path) -> Assignment:
    """The assignment, from the course given, around the current folder, or around ``near``."""
    try:
        found = course.find_course(Path.cwd(), given)
    except StaffError:
        if given is not None:
            raise
        found = course.find_course(near)
    return course.load_assignment(found, name)


def _print_report(report: batch.Report, options: batch.Options, language: Language) -> None:
    _print_table(report, language)
    _print_lines(_summary(report, options), language)


def _print_table(report: batch.Report, language: Language) -> None:
    out = Console(highlight=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=_FILE_WIDTH)
    out.print(terminal.table(report.grades, language))
    out.print()


def _print_lines(lines: Sequence[Text], language: Language) -> None:
    out = Console(highlight=False)
    for line in lines:
        out.print(line.to(language), markup=False, soft_wrap=True)


def _summary(report: batch.Report, options: batch.Options) -> list[Text]:
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
    return [*lines, *left_out(store.survey(options.out)), *_by_hand(report, options)]


def _by_hand(report: batch.Report, options: batch.Options) -> list[Text]:
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
        review = options.out / "review.csv"
        answers = "1 answer" if pending == 1 else f"{pending} answers"
        lines.append(
            Text(
                ko=f"직접 채점할 답 {pending}개: {review} 에 점수를 적고 "
                f"`autograder report {options.out}` 명령을 실행하십시오.",
                en=f"{answers} to mark by hand: fill in {review} and run "
                f"`autograder report {options.out}`.",
            )
        )
    page = options.out / "index.html"
    return [*lines, Text(ko=f"학급 페이지: {page}", en=f"Class page: {page}")]


def left_out(kept: store.Kept) -> list[Text]:
    """Which folders no table speaks of, why, and what to do."""
    lines = []
    if kept.damaged:
        names = ", ".join(map(sanitize.name, kept.damaged))
        lines.append(
            Text(
                ko=f"{store.RESULT} 파일을 읽을 수 없어 표에서 빠진 폴더 {len(kept.damaged)}개: "
                f"{names}. 그 제출을 다시 채점하거나 폴더를 다른 곳으로 옮기십시오.",
                en=f"Left out of the tables, for their {store.RESULT} can't be read "
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


def _say_ungraded(err: Console, one: Grade) -> None:
    reason = sanitize.line(one.staff_notes[0] if one.staff_notes else _check_that_failed(one))
    err.print(
        f"ungraded: {sanitize.name(one.student)}: {reason}", style="red", markup=False,
        soft_wrap=True,
    )  # fmt: skip


def _check_that_failed(one: Grade) -> str:
    for check_ in one.checks:
        if check_.outcome is Outcome.COULD_NOT_CHECK:
            last = check_.detail.strip().splitlines()[-1:] or ["no reason given"]
            return f"check `{check_.name}` could not be done: {last[0]}"
    return "no reason given"


# --- check ----------------------------------------------------------------------------


def check(file: Path, **given: Any) -> int:
    """A student's own notebook against the visible checks; 1 if one of them is lost."""
    if not file.is_file():
        raise StaffError(f"{file} is not a file", "Name your notebook (.ipynb) or script (.py).")
    name = given["assignment"] or _guess(file, given["course"])
    assignment = load(name, given["course"], file)
    language: Language = given["language"] or assignment.language
    submission = _with_siblings(
        file, *collect([file], assignment_name=assignment.name, wanted=assignment.wanted)
    )
    with scratch.folder() as folder:
        options = batch.Options(
            out=folder,
            jobs=1,
            language=language,
            unsafe=given["unsafe"],
            settings=Settings(only_visible=True),
        )
        report = batch.grade_all([submission], assignment, options, lambda *_: None)
    (grade_,) = report.grades
    visible = [one for one in grade_.checks if one.visible]
    for line in _check_lines(grade_, visible, language):
        click.echo(line)
    if grade_.status is Status.UNGRADED:
        return UNGRADED_STATUS
    passed = all(one.outcome is Outcome.PASSED for one in visible)
    return 0 if passed and grade_.status is Status.GRADED else 1


def _with_siblings(file: Path, submission: Submission) -> Submission:
    """With the data files beside it that it names: they will be handed in together."""
    try:
        return replace(submission, files=siblings(file, read_submission(submission)))
    except SubmissionError:
        return submission  # its own message comes later


def _guess(file: Path, given: Path | None) -> str:
    """The assignment whose name the file's name contains."""
    found = course.find_course(file.resolve().parent if given is None else given, given)
    names = course.assignment_names(found)
    stem = file.stem.lower().replace("_", "-")
    matches = [name for name in names if name in stem] or difflib.get_close_matches(stem, names, 1)
    if len(matches) == 1:
        return matches[0]
    raise StaffError(
        f"can't tell which assignment {file.name} belongs to",
        f"Say so with --assignment NAME. This course has: {', '.join(names)}.",
    )


_MARKS = {
    Outcome.PASSED: "✔",
    Outcome.PARTIAL: "◐",
    Outcome.FAILED: "✘",
    Outcome.NOT_CHECKED: "–",
    Outcome.COULD_NOT_CHECK: "?",
    Outcome.PENDING: "…",
}


def _check_lines(grade_: Grade, visible: list[CheckResult], language: Language) -> list[str]:
    lines = [sanitize.block(note.to(language)) for note in grade_.notes]
    lines += [sanitize.block(text.to(language)) for text in explain_all(grade_.errors)]
    lines += [""] if lines else []
    for one in visible:
        lines.append(f"{_MARKS[one.outcome]} {one.title.to(language)}")
        if one.outcome not in {Outcome.PASSED, Outcome.NOT_CHECKED}:
            told = (one.message, one.hint)
            lines += [f"    {sanitize.block(t.to(language))}" for t in told if t != NO_TEXT]
    earned = sum(one.earned for one in visible)
    points = sum(one.points for one in visible)
    hidden = number(grade_.max_score - points)
    closing = Text(
        ko=f"\n공개 항목 {number(earned)}/{number(points)}점. "
        f"나머지 {hidden}점은 제출 후에 확인합니다.",
        en=f"\nVisible checks: {number(earned)} of {number(points)} points. "
        f"The other {hidden} points are checked after you hand in.",
    )
    return [*lines, closing.to(language)]


# --- report ---------------------------------------------------------------------------


def report(results: Path, **given: Any) -> int:
    """Write the class page and tables again, with the points given by hand put in."""
    kept = store.read_all(results) if results.is_dir() else {}
    if not kept:
        raise StaffError(f"{results} holds no results", "Name the folder given to --out.")
    name = next(iter(kept.values())).assignment
    assignment = load(name, given["course"], results)
    language: Language = given["language"] or assignment.language
    options = batch.Options(out=results.resolve(), jobs=1, language=language)
    done = batch.grade_all([], assignment, options, lambda *_: None)
    _print_table(done, language)
    lines = [] if done.marks else [Text(ko="새로 반영할 점수가 없습니다.", en="No new marks.")]
    lines += left_out(store.survey(options.out))
    _print_lines([*lines, *_by_hand(done, options)], language)
    return 0
