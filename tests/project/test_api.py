"""``autograder.api`` from outside: a program that imports nothing else of ours."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import api
from tests.conftest import RIGHT

# It prints one JSON object for the test to look at.
PROGRAM = """
import json, sys
from pathlib import Path
from autograder import api

course = api.load_course(Path("course"))
assignment = api.load_assignment(course, "tiny")
told = {"light": "tensorflow" not in sys.modules, "names": api.assignment_names(course)}

events = []
(one,) = api.read_submissions([Path("class/kim.py")], assignment)
with api.start_workers(assignment) as workers:
    graded = api.grade_submission(one, assignment, workers, on_event=events.append)
told["one"] = [graded.grade.student, graded.grade.score, graded.grade.status]
told["events"] = [type(event).__name__ for event in events]
told["cells"] = [event.cells for event in events if isinstance(event, api.Running)]
told["checks"] = [event.checks for event in events if isinstance(event, api.Checking)]
told["page"] = api.render_feedback(graded, assignment, "ko")
alone = api.results_folder(Path("alone"))
alone.keep("kim", graded, assignment, "ko")
told["same page"] = Path("alone/kim/feedback.html").read_text("utf-8") == told["page"]

heard = []
options = api.Options(api.results_folder(Path("out")), jobs=1, language="en")
everybody = api.read_submissions([Path("class")], assignment)
for _ in range(2):
    report = api.grade_class(everybody, assignment, options, on_event=heard.append)
told["class"] = {grade.student: grade.score for grade in report.grades}
told["kept"] = report.kept
told["done"] = sorted(event.student for event in heard if isinstance(event, api.Done))
told["read"] = {grade.student: grade.score for grade in api.read_results(Path("out"))}
told["files"] = sorted(path.name for path in Path("out/kim").iterdir())
try:
    api.read_results(Path("nowhere"))
except api.StaffError as error:
    told["refused"] = [str(error), error.tip]
print(json.dumps(told))
"""


@pytest.mark.thorough
def test_a_program_grades_a_file_and_a_class(tiny_course: Path, tmp_path: Path) -> None:
    if tiny_course != tmp_path / "course":
        tiny_course.rename(tmp_path / "course")
    handed_in = tmp_path / "class"
    handed_in.mkdir()
    (handed_in / "kim.py").write_text(f"# %%\n{RIGHT}", encoding="utf-8")
    (handed_in / "이서연.py").write_text(RIGHT.replace("42", "41"), encoding="utf-8")
    (handed_in / "broken.ipynb").write_bytes(b"%PDF-1.7 not a notebook")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["light"]
    assert told["names"] == ["tiny"]
    assert told["one"] == ["kim", 100, "graded"]
    assert told["events"][:2] == ["Reading", "Running"]
    assert set(told["events"][2:-2]) <= {"RunningCell"}
    assert told["events"][-2:] == ["Checking", "Done"]
    tiny = api.load_assignment(api.load_course(tmp_path / "course"), "tiny")
    assert (told["cells"], told["checks"]) == ([1], [len(tiny.checks)])
    assert '<html lang="ko"' in told["page"]
    assert told["same page"]
    assert told["class"] == told["read"] == {"kim": 100, "이서연": 40, "broken": 0}
    assert (told["kept"], told["done"]) == (3, ["broken", "kim", "이서연"])
    assert {"result.json", "feedback.html", "evidence"} <= set(told["files"])
    assert told["refused"] == ["nowhere holds no results", "Name the folder given to --out."]


def test_every_public_name_is_there_and_told_of() -> None:
    assert api.__all__ == sorted(api.__all__, key=lambda name: (name[0].islower(), name))
    assert len(set(api.__all__)) == len(api.__all__)
    for name in api.__all__:
        assert hasattr(api, name), name
        if inspect.isfunction(getattr(api, name)):
            assert inspect.getdoc(getattr(api, name)), name


def test_a_submission_that_cannot_be_read_is_no_error(tiny_course: Path) -> None:
    (tiny_course / "kim.ipynb").write_bytes(b"%PDF-1.7 not a notebook")
    tiny = api.load_assignment(api.load_course(tiny_course), "tiny")
    (one,) = api.read_submissions([tiny_course / "kim.ipynb"], tiny)
    events: list[api.Event] = []
    graded = api.grade_submission(one, tiny, None, on_event=events.append)  # type: ignore[arg-type]
    assert graded.grade.status is api.Status.INVALID
    assert [type(event) for event in events] == [api.Reading, api.Done]


def test_a_course_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(api.StaffError, match=r"no course\.toml"):
        api.load_course(tmp_path)
