"""Lateness as Moodle's worksheet tells it, in its column Status."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.intake.collect import collect
from autograder.intake.moodle_status import days_late, status_heads
from autograder.intake.roster import read_roster
from tests.support.places import LMS

HOUR = 1 / 24

STATUSES = {
    "Submitted for grading": 0,
    "Submitted for grading - Graded": 0,
    "Submitted for grading - 1 day 3 hours late": 27 * HOUR,
    "Submitted for grading - 1 day late - Graded": 1,
    "Submitted for grading - 2 secs late": 2 / 86400,
    "Draft (not submitted) - 45 mins 1 sec late - Submission changes not allowed": 2701 / 86400,
    "Submitted for grading - 1 year 3 days late": 368,
    "No submission": 0,
    "No submission - Assignment is overdue by: 3 days 2 hours": 0,
    "Submitted for grading - Extension granted until: Friday, 13 March 2026, 5:00 PM": 0,
    "채점을 위해 제출되었습니다.": 0,
    "채점을 위해 제출되었습니다. - 채점됨": 0,
    "채점을 위해 제출되었습니다. - 1 일 3 시간 늦음": 27 * HOUR,
    "채점을 위해 제출되었습니다. - 2일 3시간 늦음": 51 * HOUR,
    "채점을 위해 제출되었습니다. - 1 시 5 분 늦음 - 채점됨": 65 / 1440,
    "제출이 없습니다. - 과제 제출 기한이 3 일 2 시간 지났습니다, ": 0,
    "채점을 위해 제출되었습니다. - 2026년 3월 14일, 토요일, 오후 5:00 까지 연장되었습니다.": 0,
    "Remis pour évaluation - En retard de 7 heures": 7 * HOUR,
    "Zur Bewertung abgegeben - 2 Tage 1 Stunde zu spät": 49 * HOUR,
    "評定のために提出済み - 3 日 4 時間 遅く提出": 76 * HOUR,
    "已提交请评分 - 迟3 小时 5 分钟": 185 / 1440,
}


@pytest.mark.parametrize("status", STATUSES)
def test_the_time_is_read_and_never_rounded_up(status: str) -> None:
    days = days_late(status)
    assert days is not None
    assert (days > 0) == (STATUSES[status] > 0)
    assert days <= max(STATUSES[status], 0.0001)
    assert days == pytest.approx(STATUSES[status], abs=0.0001)


def test_a_language_that_is_not_known_is_not_taken_for_in_time() -> None:
    assert days_late("Palautettu arvioitavaksi - 2 päivää 3 tuntia myöhässä") is None


def test_seven_hours_stay_within_seven_hours_of_grace() -> None:
    days = days_late("Submitted for grading - 7 hours late")
    assert days is not None
    assert days - 7 / 24 <= 0


def test_the_column_is_known_in_both_languages() -> None:
    assert {"status", "상태"} <= status_heads()


def test_the_korean_worksheet_says_who_was_late() -> None:
    listed = {row.identity: row.late for row in read_roster(LMS / "moodle-worksheet-ko.csv")}
    assert listed == {"50213": "2.1250", "50214": "no", "50217": "no", "50299": "no"}
    found = {s.lms_id: s for s in collect([LMS / "moodle-folders.zip"],
                                          roster=LMS / "moodle-worksheet-ko.csv")}  # fmt: skip
    assert (found["50213"].late, found["50213"].late_days) == (True, 2.125)
    assert (found["50214"].late, found["50214"].late_known) == (False, True)


def write(folder: Path, head: str, *rows: str) -> Path:
    path = folder / "sheet.csv"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def test_one_status_that_is_not_understood_leaves_all_unknown(tmp_path: Path) -> None:
    sheet = write(
        tmp_path,
        "Tunniste,Koko nimi,Status,Grade",
        "Participant 1,Kim,Palautettu - 2 päivää 3 tuntia myöhässä,",
        "Participant 2,Lee,Palautettu,",
    )
    (tmp_path / "class").mkdir()
    for name in ("Kim", "Lee"):
        (tmp_path / "class" / f"{name}.py").write_text("a = 1\n", encoding="utf-8")
    sheet.write_text(sheet.read_text("utf-8").replace("Tunniste", "Identifier"), encoding="utf-8")
    assert {row.late for row in read_roster(sheet)} == {""}
    assert not any(s.late_known for s in collect([tmp_path / "class"], roster=sheet))


def test_a_column_late_beside_it_is_what_holds(tmp_path: Path) -> None:
    sheet = write(
        tmp_path,
        "Identifier,Full name,Status,late",
        "Participant 1,Kim,Submitted for grading - 2 days late,no",
        "Participant 2,Lee,Submitted for grading - 2 days late,",
    )
    assert [row.late for row in read_roster(sheet)] == ["no", "2.0000"]


def test_another_systems_status_says_nothing_of_lateness(tmp_path: Path) -> None:
    sheet = write(tmp_path, "student,id,status", "kim,2026001,enrolled", "lee,2026002,on leave")
    assert {row.late for row in read_roster(sheet)} == {""}
