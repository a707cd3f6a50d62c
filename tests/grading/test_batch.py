"""A class on disk: what is kept, what is done again, and what is never lost."""

from __future__ import annotations

import contextlib
import csv
import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from autograder.checking.program import bare
from autograder.course import loader
from autograder.errors import StaffError
from autograder.grading import batch, warm_workers
from autograder.grading.events import Done, Event, nobody
from autograder.grading.tasks import Options
from autograder.grading.workers import Workers
from autograder.intake.collect import collect
from autograder.records import Assignment, Status
from autograder.results import out_folder
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Graded, Run
from tests.conftest import RIGHT
from tests.support.results import kept_in


@dataclass
class Spy:
    """Counts what a run did; runs everything in the session's warm processes."""

    ran: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    patch: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch, workers: Workers, warm: None) -> Spy:
    seen = Spy(patch=monkeypatch)
    original = batch.grade_submission

    def grade(
        submission, assignment, _shop, settings, earlier: Run | None = None, *, on_event=nobody
    ) -> Graded:
        (seen.checked if earlier else seen.ran).append(submission.student)
        return original(submission, assignment, workers, settings, earlier, on_event=on_event)

    monkeypatch.setattr(batch, "grade_submission", grade)
    return seen


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "submissions"
    folder.mkdir()
    (folder / "kim.py").write_text(RIGHT, encoding="utf-8")
    (folder / "이서연.py").write_text(RIGHT.replace("42", "41"), encoding="utf-8")
    (folder / "broken.ipynb").write_bytes(b"%PDF-1.7 not a notebook")
    return folder


def load(root: Path) -> Assignment:
    return loader.load_assignment(loader.find_course(root), "tiny")


def run(folder: Path, root: Path, out: Path, **changed: object) -> batch.Report:
    options = replace(Options(kept_in(out), jobs=2, language="en"), **changed)
    return batch.grade_all(collect([folder]), load(root), options, lambda *_: None)


def scores(report: batch.Report) -> dict[str, float]:
    return {grade.student: grade.score for grade in report.grades}


def test_a_class_is_graded_and_a_second_run_does_nothing(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    first = run(class_folder, tiny_course, tmp_path / "out")
    assert scores(first) == {"kim": 100, "이서연": 40, "broken": 0}
    before = (tmp_path / "out" / "grades.csv").read_bytes()
    second = run(class_folder, tiny_course, tmp_path / "out")
    assert second.kept == 3
    assert sorted(spy.ran) == ["broken", "kim", "이서연"]
    assert (tmp_path / "out" / "grades.csv").read_bytes() == before


def test_only_the_submission_that_changed_is_run_again(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    run(class_folder, tiny_course, tmp_path / "out")
    spy.ran.clear()
    (class_folder / "이서연.py").write_text(RIGHT, encoding="utf-8")
    report = run(class_folder, tiny_course, tmp_path / "out")
    assert spy.ran == ["이서연"]
    assert scores(report)["이서연"] == 100


def test_a_changed_check_is_run_on_kept_evidence(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    run(class_folder, tiny_course, tmp_path / "out")
    spy.ran.clear()
    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text().replace("== 42", "in {41, 42}"))
    report = run(class_folder, tiny_course, tmp_path / "out")
    assert sorted(spy.checked) == ["kim", "이서연"]
    assert spy.ran == ["broken"]  # it left no evidence, and reading it costs nothing
    assert scores(report)["이서연"] == 100


def test_fresh_grades_everything_again(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    run(class_folder, tiny_course, tmp_path / "out")
    run(class_folder, tiny_course, tmp_path / "out", fresh=True)
    assert sorted(spy.ran) == ["broken", "broken", "kim", "kim", "이서연", "이서연"]


def test_the_ungraded_are_tried_again(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    good = path.read_text()
    path.write_text(good.replace("== 42", "== nothing_so_named"))
    report = run(class_folder, tiny_course, tmp_path / "out")
    assert {g.student for g in report.grades if g.status is Status.UNGRADED} == {"kim", "이서연"}
    path.write_text(good)
    assert scores(run(class_folder, tiny_course, tmp_path / "out"))["kim"] == 100


def test_a_disk_that_takes_no_result_ends_the_run_which_goes_on_later(
    spy: Spy,
    class_folder: Path,
    tiny_course: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "이서연").write_text("a file where the folder belongs")
    monkeypatch.setattr(out_folder, "refuse_obstacles", lambda *_: None)  # it came there later
    with pytest.raises(StaffError, match=r"이서연.* can't be written") as caught:
        run(class_folder, tiny_course, tmp_path / "out", jobs=1)
    assert "goes on where this one stopped" in caught.value.tip
    (tmp_path / "out" / "이서연").unlink()
    spy.ran.clear()
    assert scores(run(class_folder, tiny_course, tmp_path / "out", jobs=1))["이서연"] == 40
    assert spy.ran == ["이서연"]


@pytest.mark.parametrize("where", ["grade_submission", "ResultsFolder.keep"])
def test_a_fault_of_our_own_costs_one_submission_its_grade_and_no_other(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path, where: str
) -> None:
    monkeypatch = spy.patch
    monkeypatch.delenv("AUTOGRADER_DEBUG", raising=False)
    owner, name = (ResultsFolder, "keep") if "." in where else (batch, where)
    sound = getattr(owner, name)

    def faulty(*given: object, **named: object) -> object:
        """It stumbles over one student's own result, and not over one that says so."""
        told = [one.grade.status for one in given if isinstance(one, Graded)]
        if any("kim" in str(one) for one in given) and told != [Status.UNGRADED]:
            raise KeyError("weights")
        return sound(*given, **named)

    monkeypatch.setattr(owner, name, faulty)
    report = run(class_folder, tiny_course, tmp_path / "out")
    found = {grade.student: grade for grade in report.grades}
    assert found["kim"].status is Status.UNGRADED
    assert (
        "a fault of autograder itself: KeyError: 'weights' (test_batch.py"
        in (found["kim"].staff.notes[0])
    )
    assert (found["이서연"].score, found["broken"].status) == (40, Status.INVALID)
    monkeypatch.setattr(owner, name, sound)
    assert scores(run(class_folder, tiny_course, tmp_path / "out"))["kim"] == 100


def test_results_of_another_run_are_kept_in_the_table(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    run(class_folder, tiny_course, tmp_path / "out")
    (class_folder / "이서연.py").unlink()
    report = run(class_folder, tiny_course, tmp_path / "out")
    assert report.others == 1
    assert "이서연" in scores(report)


def test_results_of_another_assignment_are_refused(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    run(class_folder, tiny_course, tmp_path / "out")
    other = tiny_course / "assignments" / "other"
    shutil.copytree(tiny_course / "assignments" / "tiny", other)
    toml = other / "assignment.toml"
    toml.write_text(toml.read_text().replace('id = "tiny"', 'id = "other"'))
    assignment = loader.load_assignment(loader.find_course(tiny_course), "other")
    options = Options(kept_in(tmp_path / "out"), jobs=1, language="en")
    with pytest.raises(StaffError, match="holds results of `tiny`"):
        batch.grade_all(collect([class_folder]), assignment, options, lambda *_: None)


def test_two_runs_never_write_to_one_folder(tmp_path: Path) -> None:
    with (
        out_folder.locked(tmp_path / "out"),
        pytest.raises(StaffError, match="another run"),
        out_folder.locked(tmp_path / "out"),
    ):
        raise AssertionError("both got the folder")


def test_points_given_by_hand_are_added(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    toml = tiny_course / "assignments" / "tiny" / "assignment.toml"
    toml.write_text(toml.read_text().replace("points = 60", "points = 60\nmanual = true"))
    out = tmp_path / "out"
    first = {grade.student: grade for grade in run(class_folder, tiny_course, out).grades}
    assert (first["kim"].score, first["kim"].pending) == (40, 60)
    rows = list(csv.DictReader((out / "review.csv").read_text("utf-8-sig").splitlines()))
    assert [row["student"] for row in rows] == ["kim"]
    filled = (out / "review.csv").read_text("utf-8-sig").replace("kim,answer,,", "kim,answer,45,")
    (out / "review.csv").write_text(filled, encoding="utf-8")
    second = {grade.student: grade for grade in run(class_folder, tiny_course, out).grades}
    assert (second["kim"].score, second["kim"].pending) == (85, 0)
    assert "45" in (out / "review.csv").read_text("utf-8-sig")


def test_from_evidence_runs_nothing_and_says_what_it_rests_on(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(class_folder, tiny_course, out)
    (class_folder / "kim.py").write_text("answer = 0", encoding="utf-8")
    (class_folder / "new.py").write_text(RIGHT, encoding="utf-8")
    check = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    check.write_text(check.read_text().replace("== 42", "== 41"))
    spy.ran.clear()
    report = run(class_folder, tiny_course, out, from_evidence=True)
    assert spy.ran == []
    assert sorted(spy.checked) == ["kim", "이서연"]
    assert scores(report) == {"kim": 40, "이서연": 100, "broken": 0}
    assert (report.left_out, report.outdated) == (("new",), ("kim",))
    assert run(class_folder, tiny_course, out, from_evidence=True).kept == 3


def test_a_check_that_could_not_decide_is_marked_by_hand_too(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    check = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    raising = (
        "from autograder.checking.check_exceptions import UndecidedError\n"
        "    from autograder.records import Text\n"
        '    raise UndecidedError(Text("조교", "A person"), "see the loop")'
    )
    check.write_text(check.read_text().replace('assert student.value("answer") == 42', raising))
    out = tmp_path / "out"
    first = {grade.student: grade for grade in run(class_folder, tiny_course, out).grades}
    assert (first["kim"].score, first["kim"].pending) == (40, 60)
    (row,) = csv.DictReader((out / "review.csv").read_text("utf-8-sig").splitlines()[:2])
    assert (row["check"], row["points"], row["max_points"]) == ("answer", "", "60")
    text = (out / "review.csv").read_text("utf-8-sig")
    assert "see the loop" in text
    for points, score, pending in (("0", 40, 0), ("60", 100, 0), ("", 40, 60)):
        filled = re.sub(r"kim,answer,\d*,", f"kim,answer,{points},", text)
        (out / "review.csv").write_text(filled, encoding="utf-8")
        again = {grade.student: grade for grade in run(class_folder, tiny_course, out).grades}
        assert (again["kim"].score, again["kim"].pending) == (score, pending)


def test_ctrl_c_keeps_what_is_done_and_goes_on(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    options = Options(kept_in(tmp_path / "out"), jobs=1, language="en")

    def interrupt(event: Event) -> None:
        if isinstance(event, Done):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.grade_all(collect([class_folder]), load(tiny_course), options, interrupt)
    assert (tmp_path / "out" / "grades.csv").is_file()
    report = run(class_folder, tiny_course, tmp_path / "out")
    assert report.kept >= 1
    assert scores(report) == {"kim": 100, "이서연": 40, "broken": 0}


def test_what_may_have_no_end_begins_first(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    loop = RIGHT + "while answer != 42:\n    pass\n"
    (class_folder / "z.py").write_text(loop, encoding="utf-8")
    run(class_folder, tiny_course, tmp_path / "out", jobs=1)
    assert spy.ran == ["z", "broken", "kim", "이서연"]


POINTS_AND_TEXTS = {
    "points": ("points = 60", "points = 90", {"kim": 130, "이서연": 40, "broken": 0}),
    "a title": ('title.en = "', 'title.en = "Really: ', {"kim": 100, "이서연": 40, "broken": 0}),
    "lateness": ("[limits]", "[late]\nper_day = 10\n[limits]", {"kim": 100, "이서연": 40}),
}


@pytest.mark.parametrize("changed", POINTS_AND_TEXTS)
def test_points_and_texts_alone_start_no_process(
    class_folder: Path, tiny_course: Path, tmp_path: Path, workers: Workers, changed: str
) -> None:
    old, new, expected = POINTS_AND_TEXTS[changed]
    out = tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warm_workers, "start_workers", lambda **_: contextlib.nullcontext(workers))
        run(class_folder, tiny_course, out)
        toml = tiny_course / "assignments" / "tiny" / "assignment.toml"
        assert old in toml.read_text()
        toml.write_text(toml.read_text().replace(old, new))
        patch.setattr(warm_workers, "start_workers", None)  # whoever starts one fails
        report = run(class_folder, tiny_course, out)
    assert (report.rescored, report.rechecked, report.kept) == (3, 0, 0)
    assert expected.items() <= scores(report).items()
    by_student = {grade.student: grade for grade in report.grades}
    if changed == "a title":
        assert by_student["kim"].checks[0].title.en.startswith("Really: ")
        assert "Really: " in (out / "kim" / "feedback.html").read_text("utf-8")
    assert run(class_folder, tiny_course, out).kept == 3


def test_a_changed_file_beside_the_checks_checks_again(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    run(class_folder, tiny_course, tmp_path / "out")
    (tiny_course / "assignments" / "tiny" / "checks" / "table.csv").write_text("1,2\n")
    report = run(class_folder, tiny_course, tmp_path / "out")
    assert (report.rechecked, report.rescored) == (2, 1)


def test_a_check_that_could_not_be_made_is_made_again_when_points_change(
    spy: Spy, class_folder: Path, tiny_course: Path, tmp_path: Path
) -> None:
    check = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    good = check.read_text()
    check.write_text(good.replace('assert student.value("answer") == 42', "raise OSError"))
    assert run(class_folder, tiny_course, tmp_path / "out").grades[1].status is Status.UNGRADED
    toml = tiny_course / "assignments" / "tiny" / "assignment.toml"
    toml.write_text(toml.read_text().replace("points = 60", "points = 90"))
    assert run(class_folder, tiny_course, tmp_path / "out").rechecked == 2


def test_what_reaches_the_checks_has_no_points_and_no_texts(tiny: Assignment) -> None:
    sent = repr(bare(tiny))
    assert all(spec.name in sent for spec in tiny.checks)
    assert all(spec.title.en not in sent for spec in tiny.checks)
    assert tiny.title.ko not in sent
