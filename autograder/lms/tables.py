"""``csv``: everything in one table; ``junit``: what tools of continuous integration read."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

from autograder.lms.results import Export, Results, common_notes
from autograder.messages.words import number
from autograder.records import NO_TEXT, CheckResult, Grade, Language, Outcome, Status
from autograder.results.tables import BOM
from autograder.util import sanitize
from autograder.util.atomic_write import write_atomic
from autograder.util.spreadsheet_cells import harmless

CSV, JUNIT = "autograder-grades.csv", "autograder-junit.xml"

_HEADER = ("student", "lms", "lms_id", "assignment", "status", "score", "max_score", "percent",
           "pending_review", "late", "late_penalty", "bonus", "attempt_file")  # fmt: skip


def export_csv(results: Results, to: Path) -> Export:
    """One row a student with a column for each check; ungraded ones have no score."""
    names = [check.name for check in results.assignment.checks]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_HEADER, *names])
    for grade in results.grades:
        earned = {check.name: check for check in grade.checks}
        writer.writerow([*_facts(grade), *(_points(grade, earned.get(name)) for name in names)])
    write_atomic(to / CSV, BOM + out.getvalue().encode("utf-8", "replace"))
    return Export((to / CSV,), common_notes(results, missing_zero=True))


def _facts(grade: Grade) -> list[str]:
    scored = grade.status is not Status.UNGRADED
    moved = {one.kind: one.points for one in grade.adjustments}
    return [
        harmless(sanitize.name(grade.student)),
        grade.lms,
        harmless(grade.lms_id),
        grade.assignment,
        grade.status.value,
        number(grade.score) if scored else "",
        number(grade.max_score),
        f"{grade.percent:.1f}" if scored else "",
        number(grade.pending),
        "yes" if grade.late else "no",
        number(abs(moved.get("late", 0.0))),
        number(moved.get("bonus", 0.0)),
        harmless(sanitize.name(grade.attempt_file)) if grade.attempt_file else "",
    ]


def _points(grade: Grade, check: CheckResult | None) -> str:
    open_ = {Outcome.PENDING, Outcome.COULD_NOT_CHECK}
    if check is None or check.outcome in open_ or grade.status is Status.UNGRADED:
        return ""
    return number(check.earned)


def export_junit(results: Results, to: Path, language: Language) -> Export:
    """One test suite a student, one test case a check."""
    root = ET.Element("testsuites", name=results.assignment.name)
    for grade in results.grades:
        root.append(_suite(grade, language))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    write_atomic(to / JUNIT, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')
    return Export((to / JUNIT,), common_notes(results, missing_zero=True))


def _suite(grade: Grade, language: Language) -> ET.Element:
    cases = [_case(grade, check, language) for check in grade.checks]
    kinds = [case[0].tag if len(case) else "" for case in cases]
    suite = ET.Element(
        "testsuite",
        name=sanitize.name(grade.student),
        tests=str(len(cases)),
        failures=str(kinds.count("failure")),
        errors=str(kinds.count("error")),
        skipped=str(kinds.count("skipped")),
        time=f"{grade.usage.seconds:.2f}",
    )
    facts = ET.SubElement(suite, "properties")
    for name, value in (
        ("status", grade.status.value),
        ("score", number(grade.score) if grade.status is not Status.UNGRADED else ""),
        ("max_score", number(grade.max_score)),
    ):
        ET.SubElement(facts, "property", name=name, value=value)
    suite.extend(cases)
    return suite


_KINDS = {
    Outcome.PARTIAL: "failure",
    Outcome.FAILED: "failure",
    Outcome.NOT_CHECKED: "skipped",
    Outcome.PENDING: "skipped",
    Outcome.COULD_NOT_CHECK: "error",
}


def _case(grade: Grade, check: CheckResult, language: Language) -> ET.Element:
    case = ET.Element("testcase", classname=f"{grade.assignment}.{check.part}", name=check.name)
    if check.outcome not in _KINDS:
        return case
    points = f"{number(check.earned)}/{number(check.points)}"
    result = ET.SubElement(case, _KINDS[check.outcome], message=f"{check.outcome.value} {points}")
    said = [check.title, *(text for text in (check.message, check.hint) if text != NO_TEXT)]
    result.text = "\n".join(sanitize.block(text.to(language), 1000) for text in said)
    return case
