"""What a student writes is run by no spreadsheet, terminal or archiver, and still finds its row."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import loader
from autograder.intake.names import safe_folder
from autograder.lms import canvas, classroom50, gradescope, moodle, nbgrader, zips
from autograder.lms import tables as lms_tables
from autograder.lms.zips import Member
from autograder.records import Grade, Mark, Text
from autograder.results import tables
from autograder.util import spreadsheet_cells
from tests.conftest import write_course
from tests.support import report_class as invented
from tests.support.command_line import call
from tests.support.lms import canvas_grade, gradebook, moodle_grade, worksheet, write_results
from tests.support.lms_importers import canvas_grades, moodle_feedback, moodle_grades

FORMULAS = (
    "=1+1", '=HYPERLINK("http://evil.example","grade")', "+1+1", "-1+1", "@SUM(1+1)", "%=1", "|=1",
    "=cmd|'/C calc'!A0", "-2+3+cmd|' /C calc'!A0", ";=1+1", "kim;=1+1", "kim; =1+1", "kim|=1+1",
    "kim\t=1+1", "\t=1+1", "\r=1+1", "\n=1+1", "kim\n=1+1", "kim\r\n@x", " =1+1", "\u00a0=1+1",
    "\u3000=1+1", "'=1+1", "''=1+1", '"=1+1', 'kim";=1+1', 'kim"\n=1+1', "＝1+1", "＋1+1",
    "－1+1", "＠SUM(1)", "kim;＝1", "－\u3000=1", "\u200b=1+1", "\ufeff=1+1", "\x00=1+1", "−1+1",
)  # fmt: skip
_RUN = re.compile(r"[=+\-@%＝＋－＠％｜−]")
_NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?%?|-")


def run_by_a_spreadsheet(content: bytes, encoding: str = "utf-8-sig") -> list[str]:
    """The cells that a spreadsheet would run, whichever sign parts a row on that machine.

    Quotation marks count at the beginning of a cell only, as they do in spreadsheets.
    """
    text = content.decode(encoding)
    found = []
    for sign in ",;\t|":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            shown = (cell.strip(' \t\r\n"\0\u00a0\u3000\u200b\ufeff') for cell in row)
            found += [one for one in shown if _RUN.match(one) and not _NUMBER.fullmatch(one)]
    return found


def test_the_spreadsheet_of_these_tests_runs_formulas() -> None:
    for text in set(FORMULAS) - {"'=1+1", "''=1+1"}:
        out = io.StringIO(newline="")
        csv.writer(out).writerow(["kim", text, "7"])
        assert run_by_a_spreadsheet(out.getvalue().encode()), text
    assert run_by_a_spreadsheet("이름,-5,+3.5,-1%,'=1,2026-03-12,-\r\n".encode()) == []


def test_text_stays_text_and_can_be_had_back() -> None:
    for text in (*FORMULAS, "kim", "'t Hooft", "김 철수", "a | b; c", "-", "", "a;b;", "x=1"):
        assert spreadsheet_cells.bare(spreadsheet_cells.harmless(text)) == text
    for plain in ("kim", "'t Hooft", "김 철수", "a | b; c", "x = 1", "2026-03-12", "3-1"):
        assert spreadsheet_cells.harmless(plain) == plain


@given(st.text(alphabet="=+-@;|%\t\r\n' \"ax1＝", max_size=12))
def test_no_text_is_lost_whatever_it_is_made_of(text: str) -> None:
    safe = spreadsheet_cells.harmless(text)
    assert spreadsheet_cells.bare(safe) == text
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([["kim", safe, "7"], [safe, safe]])
    assert run_by_a_spreadsheet(out.getvalue().encode()) == []


def hostile(text: str) -> Grade:
    grade = invented.grade(text, hostile=text)
    return replace(grade, attempt_file=text, message=Text(text, text), lms_id=text)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_table_of_ours_is_run(text: str, tmp_path: Path) -> None:
    grade = hostile(text)
    mark = Mark(7.5, text, 13)
    results = write_results(tmp_path / "out", [grade])
    lms_tables.export_csv(results, tmp_path)
    for content in (
        tables.grades_csv([grade], "ko"),
        tables.review_csv([grade], {}),
        tables.review_csv([grade], {(text, "insight"): mark, ("gone", text): mark}),
        (tmp_path / lms_tables.CSV).read_bytes(),
    ):
        assert run_by_a_spreadsheet(content) == []


@pytest.mark.parametrize("text", FORMULAS)
def test_marks_find_their_student_again_and_comments_their_words(text: str, tmp_path: Path) -> None:
    given_ = {(text, "insight"): Mark(7.5, text, 13.0)}
    (tmp_path / "review.csv").write_bytes(tables.review_csv([invented.grade(text)], given_))
    ((key, mark),) = tables.read_review(tmp_path / "review.csv").items()
    assert key == (text, "insight")
    assert (mark.points, mark.comment.strip()) == (7.5, text.strip())


NAMES = tuple(text for text in FORMULAS if not set('"\t\r\n\x00') & set(text))


def test_moodle_takes_back_what_no_spreadsheet_runs(tmp_path: Path) -> None:
    people = list(enumerate((*NAMES, "'t Hooft", "-5", "김 철수"), start=101))
    sheet = worksheet(people).replace("Submitted for grading", "=1+1;-").splitlines(keepends=True)
    sheet[1] = sheet[1].replace("-,", "-,- a comment of Moodle's own")
    path = tmp_path / "sheet.csv"
    path.write_text("".join(sheet), encoding="utf-8", newline="")
    results = write_results(tmp_path / "out", [moodle_grade("kim", at) for at, _ in people])
    moodle.export(results, tmp_path, path, "", missing_zero=False)
    content = (tmp_path / moodle.GRADES).read_bytes()
    assert set(run_by_a_spreadsheet(content)) == {"- a comment of Moodle's own"}  # it reads that
    known = {at: "" for at, _ in people}
    assert set(moodle_grades(content, known).grades) == {str(at) for at, _ in people}
    before, after = (
        list(csv.reader(io.StringIO(text, newline="")))
        for text in ("".join(sheet), content.decode())
    )
    assert [row[0] for row in after] == [row[0] for row in before]  # the identifier
    assert [row[6:] for row in after] == [row[6:] for row in before]  # dates, comments
    names = [row[1] for row in after[1:]]
    assert names[-3:] == ["'t Hooft", "-5", "김 철수"]
    assert [spreadsheet_cells.bare(name) for name in names[:-3]] == list(NAMES)
    assert set(moodle_feedback((tmp_path / moodle.FEEDBACK).read_bytes(), known)) == set(known)


def test_canvas_takes_back_what_no_spreadsheet_runs(tmp_path: Path) -> None:
    people = list(enumerate((*NAMES, "'t Hooft"), start=101))
    text = gradebook(people).replace("DL-01", "=DL-01")
    text = text.replace("u101", "=u101")  # an identifier of Canvas' own stays
    path = tmp_path / "book.csv"
    path.write_text(text, encoding="utf-8", newline="")
    results = write_results(tmp_path / "out", [canvas_grade("kim", at) for at, _ in people])
    canvas.export(results, tmp_path, path, "", missing_zero=False)
    content = (tmp_path / canvas.GRADES).read_bytes()
    assert set(run_by_a_spreadsheet(content)) == {"=u101"}
    taken = canvas_grades(content, "은닉 노드 (4411)").grades
    assert {key for key in taken if key != "999999"} == {str(at) for at, _ in people}


def test_a_name_by_which_canvas_finds_its_row_stays(tmp_path: Path) -> None:
    text = gradebook([(101, "=kim")]).replace('"=kim",101,', '"=kim",,')
    path = tmp_path / "book.csv"
    path.write_text(text, encoding="utf-8", newline="")
    results = write_results(
        tmp_path / "out", [replace(canvas_grade("x", 1), lms="", lms_id="u101")]
    )
    canvas.export(results, tmp_path, path, "", missing_zero=False)
    assert '"=kim",,' in (tmp_path / canvas.GRADES).read_text(encoding="utf-8")


PATHS = (
    "../../evil.ipynb", "..\\..\\evil.ipynb", "C:\\evil.ipynb", "/etc/passwd", "con.ipynb", "AUX",
    "com1.txt", "com¹.txt", "evil.ipynb. ", "a\x00b.ipynb", "\u202eevil.ipynb", "..", ".", "",
    "nul", "lpt9.ipynb", "a:stream", "\\\\host\\share\\x",
)  # fmt: skip


def is_safe(name: str) -> bool:
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    shown = not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in name)
    inside = ".." not in windows.parts and not windows.drive and not windows.root
    reserved = any(zips.DEVICES & {part.split(".")[0].casefold()} for part in posix.parts)
    return bool(name) and shown and inside and not reserved and not name.endswith((".", " "))


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_unpacked_elsewhere(path: str, tmp_path: Path) -> None:
    assert is_safe(safe_folder(path))
    zips.write_zip(tmp_path / "feedback.zip", [Member(path, b""), Member(f"kim_5_6_{path}", b"")])
    with zipfile.ZipFile(tmp_path / "feedback.zip") as archive:
        assert all(map(is_safe, archive.namelist())), archive.namelist()
    grade = replace(invented.grade(path), attempt_file=path, pending=0)
    results = write_results(tmp_path / "out", [grade])
    to = tmp_path / "to"
    done = [
        *nbgrader.export(results, to).files,
        *gradescope.export(results, to, "en", missing_zero=False).files,
        *classroom50.export(results, to, "en", "", missing_zero=False).files,
    ]
    assert len(done) == 3
    for file in done:
        assert is_safe(str(file.resolve().relative_to(to.resolve())))


STEERING = "\x1b[2J\x1b]0;title\x07\u202eevil\u2066\x9b31m\x00"


@pytest.mark.thorough
def test_no_name_steers_the_terminal(tmp_path: Path) -> None:
    root = write_course(tmp_path / "course")
    tiny = loader.load_assignment(loader.find_course(root), "tiny")
    out = root / "out"
    for number in range(2):
        grade = replace(invented.grade(f"{STEERING}{number}"), assignment=tiny.name, checks=())
        write_results(out, [replace(grade, message=Text(STEERING, STEERING))])
    (out / f"damaged{STEERING[:-1]}").mkdir()
    (out / f"damaged{STEERING[:-1]}" / "result.json").write_text("{", encoding="utf-8")
    for words in (
        ["report", "out"], ["diff", "out", "out"], ["export", "csv", "out"],
        ["grade", "tiny", STEERING[:-1]], ["check", STEERING[:-1]], ["report", STEERING[:-1]],
        ["export", "moodle", "out", "--worksheet", STEERING[:-1]], ["release", STEERING[:-1]],
        ["init", f"course.toml/{STEERING[:-1]}"], ["grade", STEERING[:-1], "out"],
    ):  # fmt: skip
        done = call(*words, cwd=root)
        shown = done.stdout + done.stderr
        steering = [s for s in shown if unicodedata.category(s) in {"Cc", "Cf"} and s != "\n"]
        assert steering == [], (words, shown)
