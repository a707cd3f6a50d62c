"""A TA's whole evening: download, grade, mark by hand, export; then the importers' rules.

Generated classes of 60 for Moodle in Korean, and of 40 for Canvas and with blind marking. Each has
one damaged entry in its zip and one student who handed in nothing.
"""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.main import cli
from tests.support.lms import WORKSHEET_KO, gradebook, worksheet
from tests.support.lms_importers import (
    KOREAN,
    canvas_files,
    canvas_grades,
    moodle_feedback,
    moodle_grades,
)

SIZE = 60
FAMILY = "김이박최정강조윤장임"
GIVEN = ("민수", "서연", "도윤", "지우", "하은", "시우")

ASSIGNMENT = """
id = "numbers"
version = 1
title.ko = "수 하나"
title.en = "One number"
[limits]
seconds = 20
[deliverables.answer]
kind = "value"
title.ko = "답"
title.en = "the answer"
[deliverables.why]
kind = "text"
title.ko = "까닭"
title.en = "the reason"
[parts.all]
title.ko = "전부"
title.en = "All"
[checks.answer]
part = "all"
points = 70
visible = true
needs = ["answer"]
title.ko = "답이 맞습니다."
title.en = "The answer is right."
[checks.why]
part = "all"
points = 30
needs = ["why"]
manual = true
title.ko = "까닭을 적었습니다."
title.en = "The reason is given."
[late]
per_day = 10
"""
CHECKS = '''
def test_answer(student):
    """Forty-two, or half of the points for half of it."""
    answer = student.value("answer")
    assert answer in (42, 21)
    student.award(1.0 if answer == 42 else 0.5)


def test_why(student):
    """A person reads it."""
    student.review(student.text("why") + "\\n[x] an aid for the marker only")
'''


@dataclass
class Evening:
    """A class, and what each student's score has to be in the LMS."""

    root: Path
    people: list[tuple[int, str]]
    expected: dict[str, float] = field(default_factory=dict)
    damaged: int = 0
    absent: int = 0

    @property
    def out(self) -> Path:
        return self.root / "results"


pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture
def evening(tmp_path: Path) -> Evening:
    folder = tmp_path / "assignments" / "numbers"
    (folder / "checks").mkdir(parents=True)
    (folder / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    (folder / "checks" / "test_numbers.py").write_text(CHECKS, encoding="utf-8")
    course = 'id = "evening"\ntitle.ko = "저녁"\ntitle.en = "An evening"\n'
    (tmp_path / "course.toml").write_text(course, encoding="utf-8")
    names = [f"{family}{given}" for family in FAMILY for given in GIVEN]
    return Evening(tmp_path, [(50200 + 3 * n, name) for n, name in enumerate(names[:SIZE])])


def notebook(answer: int, why: str, chance: random.Random) -> bytes:
    """A notebook with an answer, and some cells that have nothing to do with it."""
    sources = [f"answer = {answer}", f"why = {why!r}", *["1 + 1"] * chance.randrange(3)]
    cells = [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [],
         "execution_count": None}
        for source in sources
    ]  # fmt: skip
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(document, ensure_ascii=False).encode()


def hand_in(evening: Evening, name_of: Callable[[int, str], str]) -> Path:
    """The LMS's zip: all but one student, one entry of it damaged."""
    chance = random.Random(7)
    (evening.damaged, _), (evening.absent, _) = evening.people[11], evening.people[37]
    path = evening.root / "submissions.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in evening.people:
            if number == evening.absent:
                continue
            answer = chance.choice([42, 42, 21, 7])
            content = notebook(answer, f"{name}: 육 곱하기 칠", chance)
            archive.writestr(name_of(number, name), content)
            evening.expected[str(number)] = {42: 70.0, 21: 35.0, 7: 0.0}[answer]
        info = archive.getinfo(name_of(*evening.people[11]))
    damage(path, info)
    evening.expected[str(evening.damaged)] = 0.0
    return path


def damage(path: Path, info: zipfile.ZipInfo) -> None:
    """Turn over the bytes of one entry's content, as a bad disk does."""
    content = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(info.filename.encode()) + len(info.extra)
    for at in range(start, start + info.compress_size):
        content[at] ^= 0xFF
    path.write_bytes(content)


def command(evening: Evening, *arguments: str) -> Result:
    done = CliRunner().invoke(cli, [*arguments, "--course", str(evening.root), "--lang", "ko"])
    assert done.exit_code == 0, done.output
    assert "Traceback" not in done.output
    return done


def grade(evening: Evening, archive: Path, roster: Path) -> None:
    command(evening, "grade", "numbers", str(archive), "--out", str(evening.out),
            "--roster", str(roster), "--jobs", "2")  # fmt: skip


def mark_by_hand(evening: Evening) -> int:
    """Give 0, 15 or 30 points for each text, as a spreadsheet would save them."""
    path = evening.out / "review.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    numbers = {name: str(number) for number, name in evening.people}
    for at, row in enumerate(rows):
        row["points"] = str((0, 15, 30)[at % 3])
        evening.expected[numbers[row["text"].split(":")[0]]] += (0, 15, 30)[at % 3]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode("cp949"))
    return len(rows)


@pytest.mark.thorough
def test_moodle_in_korean(evening: Evening) -> None:
    archive = hand_in(evening, lambda n, name: f"{name}_{n}_assignsubmission_file/과제 1.ipynb")
    sheet = evening.root / "채점 워크시트.csv"
    before = worksheet(evening.people, head=WORKSHEET_KO, word="참가자").encode("utf-8-sig")
    sheet.write_bytes(before)

    grade(evening, archive, sheet)
    assert mark_by_hand(evening) == SIZE - 2
    done = command(evening, "export", "moodle", str(evening.out), "--worksheet", str(sheet))

    people = dict(evening.people)
    table = (evening.out / "export" / "moodle-grades.csv").read_bytes()
    imported = moodle_grades(table, people, words=KOREAN)
    assert (imported.grades, imported.skipped) == (evening.expected, [])
    assert_only_grades_changed(before, table)
    pages = moodle_feedback((evening.out / "export" / "moodle-feedback.zip").read_bytes(), people)
    assert set(pages) == set(people) - {evening.absent}
    for number, files in pages.items():
        assert list(files) == ["feedback.html"]
        page = files["feedback.html"].decode()
        assert people[number] in page
        assert "an aid for the marker" not in page
        assert (f"{people[number]}: 육 곱하기 칠" in page) == (number != evening.damaged)
    absent = people[evening.absent]
    assert "제출하지 않아" in done.output
    assert absent in done.output
    assert "읽을 수 없어" in done.output
    assert people[evening.damaged] in done.output
    assert sheet.read_bytes() == before

    grade(evening, archive, sheet)  # nothing is graded again, no mark is lost
    command(evening, "export", "moodle", str(evening.out), "--worksheet", str(sheet))
    assert (evening.out / "export" / "moodle-grades.csv").read_bytes() == table


def assert_only_grades_changed(before: bytes, after: bytes) -> None:
    old = list(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    new = list(csv.reader(io.StringIO(after.decode("utf-8-sig"), newline="")))
    column = old[0].index("성적")
    for row in (*old[1:], *new[1:]):
        row[column] = ""
    assert old == new
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\r\n") == before.count(b"\r\n")


@pytest.mark.thorough
def test_moodle_with_blind_marking(evening: Evening) -> None:
    evening.people = evening.people[:40]
    archive = hand_in(evening, lambda n, _: f"Participant_{n}_assignsubmission_file/xor.ipynb")
    head = "Identifier,Status,Grade,Maximum grade,Grade can be changed,Last modified (grade)"
    rows = [f"Participant {n},Submitted for grading,,50.00,Yes,-" for n, _ in evening.people]
    sheet = evening.root / "worksheet.csv"
    sheet.write_text("\n".join([head, *rows, ""]), encoding="utf-8")

    grade(evening, archive, sheet)
    mark_by_hand(evening)
    done = command(evening, "export", "moodle", str(evening.out), "--worksheet", str(sheet))

    people = dict(evening.people)
    table = (evening.out / "export" / "moodle-grades.csv").read_bytes()
    imported = moodle_grades(table, people, maximum=50)
    halves = {number: points / 2 for number, points in evening.expected.items()}
    assert (imported.grades, imported.skipped) == (halves, [])
    pages = moodle_feedback((evening.out / "export" / "moodle-feedback.zip").read_bytes(), people)
    assert set(pages) == set(people) - {evening.absent}
    assert f"참가자 {evening.absent}" in done.output or str(evening.absent) in done.output
    assert "비례하여" in done.output


def test_canvas(evening: Evening) -> None:
    evening.people = evening.people[:40]
    late = frozenset(number for number, _ in evening.people[::9])

    def name_of(number: int, name: str) -> str:
        mark = "_LATE" if number in late else ""
        return f"{name}{mark}_{number}_{number + 700000}_과제-1.ipynb"

    archive = hand_in(evening, name_of)
    names = [(number, f"{name[0]}, {name[1:]}") for number, name in evening.people]
    excused = evening.people[20][0]
    sheet = evening.root / "gradebook.csv"
    column = "Week 2: One number (4411)"
    sheet.write_text(gradebook(names, column=column, cells={excused: "EX"}), encoding="utf-8")

    grade(evening, archive, sheet)
    mark_by_hand(evening)
    for number in map(str, late):
        evening.expected[number] = max(evening.expected[number] - 10, 0.0)
    done = command(evening, "export", "canvas", str(evening.out), "--gradebook", str(sheet))

    imported = canvas_grades((evening.out / "export" / "canvas-grades.csv").read_bytes(), column)
    expected = {n: points for n, points in evening.expected.items() if n != str(excused)}
    assert imported.grades == expected
    assert set(imported.skipped) == {str(excused), str(evening.absent), "999999"}
    attachments = {(str(n), str(n + 700000)): "" for n, _ in evening.people if n != evening.absent}
    content = (evening.out / "export" / "canvas-feedback.zip").read_bytes()
    files = canvas_files(content, attachments)
    assert set(files) == {user for user, _ in attachments}
    handed_in = zipfile.ZipFile(archive).namelist()
    assert sorted(zipfile.ZipFile(io.BytesIO(content)).namelist()) == sorted(handed_in)
    for page in files.values():
        assert "점수" in json.loads(page)["cells"][0]["source"]
    some_late = next(n for n in sorted(late) if n not in {evening.damaged, evening.absent})
    assert "늦은 제출 1일" in json.loads(files[str(some_late)])["cells"][0]["source"]
    assert "면제(EX)" in done.output


def test_the_korean_worksheet_says_who_was_late(evening: Evening) -> None:
    evening.people = evening.people[:4]
    archive = evening.root / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number, name in evening.people:
            inside = f"{name}_{number}_assignsubmission_file/과제.ipynb"
            file.writestr(inside, notebook(42, "육 곱하기 칠", random.Random(1)))
    said = worksheet(evening.people, head=WORKSHEET_KO, word="참가자")
    status, late = '"Submitted for grading"', '"채점을 위해 제출되었습니다. - {} 늦음"'
    lines = said.replace(status, '"채점을 위해 제출되었습니다."').splitlines()
    for at, time in ((1, "3 시간 5 분"), (2, "1 일 3 시간")):
        lines[at] = lines[at].replace('"채점을 위해 제출되었습니다."', late.format(time))
    sheet = evening.root / "워크시트.csv"
    sheet.write_text("\r\n".join(lines), encoding="utf-8-sig")

    blind = command(evening, "grade", "numbers", str(archive), "--out", str(evening.out))
    assert "누가 늦었는지 알려 주는 것이" in blind.output
    done = command(evening, "export", "moodle", str(evening.out), "--worksheet", str(sheet))
    assert "워크시트에는 늦었다고 되어 있으나" in done.output
    assert "(2)" in done.output

    told = command(evening, "grade", "numbers", str(archive), "--out", str(evening.out),
                   "--roster", str(sheet))  # fmt: skip
    assert "누가 늦었는지" not in told.output
    done = command(evening, "export", "moodle", str(evening.out), "--worksheet", str(sheet))
    assert "워크시트에는 늦었다고" not in done.output
    table = (evening.out / "export" / "moodle-grades.csv").read_bytes()
    grades = moodle_grades(table, dict(evening.people), words=KOREAN).grades
    assert [grades[str(n)] for n, _ in evening.people] == [60.0, 50.0, 70.0, 70.0]
