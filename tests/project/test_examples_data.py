"""The example class is complete: every hand-in has an expected grade, and all kinds are there."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from autograder.course.loader import find_course, load_assignment
from tests.support.places import ROOT

SLUGS = ("xor-logistic", "xor-mlp", "xor-two-hidden", "softmax-shapes")
NETWORKS = SLUGS[:3]
SMALLER = ("line-fit", "softmax-tape")  # of work that runs to its end, right and wrong
MORE = ("perceptron-iris", "many-inputs", "digits-softmax", "fashion-mlp")  # not of `make demo`
COLUMNS = ["student", "status", "score", "pending_review", "lost"]
LARGEST = 64 * 1024  # bytes of one example
STYLES = {
    "Sequential add": r"\.add\(",
    "Sequential list": r"Sequential\(\s*\[",
    "Functional": r"Dense\([^\n]*\)\(\w+\)",
    "subclassed": r"class \w+\(tf\.keras\.Model\)",
    "plain keras": r"^(import|from) keras",
    "tf.keras": r"tf\.keras\.",
    "EarlyStopping": r"EarlyStopping\(",
    "fit in a loop": r"fit\([^\n]*epochs=1,",
    "fit with its progress bar": r"fit\(x\w*, y\w*, epochs=\d+\)",
    "loss curve": r"plt\.(plot|semilogy)\(",
    "pip line": r"^!pip install",
    "matplotlib magic": r"^%matplotlib inline",
    "Korean names": r"^\s*[가-힣_]+ = ",
}


def class_of(slug: str) -> Path:
    """The folder of a class of examples."""
    return ROOT / ("more_examples" if slug in MORE else "examples") / slug


def submissions(slug: str) -> dict[str, Path]:
    """The hand-ins by student: a file's stem, or the name of a student's folder."""
    folder = class_of(slug) / "submissions"
    found = {}
    for entry in folder.iterdir():
        files = [path for path in entry.rglob("*") if path.is_file()] if entry.is_dir() else [entry]
        assert len(files) == 1, entry
        found[entry.name if entry.is_dir() else entry.stem] = files[0]
    return found


def expected(slug: str) -> list[dict[str, str]]:
    """The rows of ``expected.csv``."""
    with (class_of(slug) / "expected.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def checks(slug: str) -> dict[str, dict[str, Any]]:
    """The announced checks by name."""
    assignment = load_assignment(find_course(ROOT), slug)
    return {check.name: asdict(check) for check in assignment.checks}


def notebook(path: Path) -> dict[str, Any] | None:
    """The notebook as JSON, None for scripts and what is no notebook."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def code_of(path: Path) -> str:
    """All code of one hand-in, one cell after the other."""
    if path.suffix == ".py":
        return path.read_text("utf-8")
    book = notebook(path) or {}
    cells = [cell for sheet in book.get("worksheets", [book]) for cell in sheet.get("cells", [])]
    code = [cell.get("source", cell.get("input")) for cell in cells if cell["cell_type"] == "code"]
    return "\n\n".join("".join(lines) for lines in code)


def notebooks(slug: str) -> list[dict[str, Any]]:
    """Every hand-in that is JSON."""
    return [book for path in submissions(slug).values() if (book := notebook(path))]


@pytest.mark.parametrize("slug", [*SLUGS, *SMALLER, *MORE])
def test_every_submission_has_one_expected_row(slug: str) -> None:
    students = [row["student"] for row in expected(slug)]
    assert sorted(students) == sorted(submissions(slug))
    assert len(set(students)) == len(students) >= 14


@pytest.mark.parametrize("slug", [*SMALLER, *MORE])
def test_smaller_classes_have_full_marks_crashes_scripts_and_folders(slug: str) -> None:
    found = submissions(slug)
    assert sum(not row["lost"] for row in expected(slug)) >= 3
    assert any(path.suffix == ".py" for path in found.values())
    assert any(path.parent.name == student for student, path in found.items())
    text = [path.read_text("utf-8") for path in found.values() if notebook(path)]
    assert any('"output_type": "error"' in each for each in text)
    assert all(path.stat().st_size <= LARGEST for path in found.values())


@pytest.mark.parametrize("slug", [*SLUGS, *SMALLER, *MORE])
def test_expected_points_follow_from_the_lost_checks(slug: str) -> None:
    points = {name: check["points"] for name, check in checks(slug).items()}
    marked_by_hand = {name for name, check in checks(slug).items() if check.get("manual")}
    for row in expected(slug):
        lost = [name for name in row["lost"].split(";") if name]
        pending = sum(points[name] for name in marked_by_hand.difference(lost))
        assert set(lost) <= set(points), row
        assert float(row["pending_review"]) == pending, row
        all_lost = 100 - pending - sum(points[name] for name in lost)
        # A check may give part of its points, and still be lost in part.
        assert all_lost <= float(row["score"]) <= 100 - pending, row
        assert (float(row["score"]) == 100 - pending) == (not lost), row


@pytest.mark.parametrize("slug", MORE)
def test_further_classes_lose_every_check_and_hand_in_the_template_untouched(slug: str) -> None:
    rows = {row["student"]: row for row in expected(slug)}
    lost = {name for row in rows.values() if float(row["score"]) for name in row["lost"].split(";")}
    assert set(checks(slug)) <= lost
    template = ROOT / "student_template" / f"{slug}.ipynb"
    assert submissions(slug)[slug].read_bytes() == template.read_bytes()
    assert float(rows[slug]["score"]) == 0
    assert sum(row["status"] == "timeout" for row in rows.values()) <= 1


@pytest.mark.parametrize("slug", SLUGS)
def test_statuses(slug: str) -> None:
    statuses = [row["status"] for row in expected(slug)]
    assert {"graded", "timeout", "memory", "invalid"} == set(statuses)
    assert statuses.count("timeout") == 1, "each costs the whole time limit"
    assert all(not float(r["score"]) for r in expected(slug) if r["status"] == "invalid")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_kind_of_check_is_lost_by_somebody_who_did_some_work(slug: str) -> None:
    """The same check on three models (``learned_3``, ``learned_2``) is one kind."""
    rows = [row for row in expected(slug) if float(row["score"])]
    lost = {family(name) for row in rows for name in row["lost"].split(";")}
    assert {family(name) for name in checks(slug)} <= lost


def family(check: str) -> str:
    """A check's name without the number of hidden nodes."""
    return re.sub(r"_\d$", "", check)


@pytest.mark.parametrize("slug", SLUGS)
def test_full_marks_are_common(slug: str) -> None:
    assert sum(row["status"] == "graded" and not row["lost"] for row in expected(slug)) >= 5


@pytest.mark.parametrize("slug", SLUGS)
def test_kinds_of_files(slug: str) -> None:
    found = submissions(slug)
    assert any(path.suffix == ".py" for path in found.values())
    assert any(path.parent.name == student for student, path in found.items())
    assert any(re.search("[가-힣]", student) and " " in student for student in found)
    formats = {book["nbformat"] for book in notebooks(slug)}
    assert formats == {3, 4}
    assert any("colab" in book["metadata"] for book in notebooks(slug))
    assert any("raise NotImplementedError" in code_of(path) for path in found.values())
    assert all(path.stat().st_size <= LARGEST for path in found.values())


@pytest.mark.parametrize("slug", SLUGS)
def test_a_crash_is_among_them(slug: str) -> None:
    text = [path.read_text("utf-8") for path in submissions(slug).values() if notebook(path)]
    assert any('"ename": "NameError"' in each for each in text)


@pytest.mark.parametrize("slug", SLUGS)
def test_notebooks_were_run_before_they_were_handed_in(slug: str) -> None:
    ran = [book for book in notebooks(slug) if '"output_type"' in json.dumps(book)]
    assert len(ran) >= 10


def test_kinds_of_broken_files() -> None:
    broken = [
        path.read_bytes()
        for slug in SLUGS
        for path in submissions(slug).values()
        if path.suffix == ".ipynb" and notebook(path) is None
    ]
    starts = {data.lstrip()[:5] for data in broken}
    assert {b"%PDF-", b"<!DOC", b"https"} <= starts
    assert any(data.lstrip().startswith(b"{") for data in broken)


@pytest.mark.parametrize("style", STYLES)
def test_styles_are_there(style: str) -> None:
    code = [code_of(path) for slug in NETWORKS for path in submissions(slug).values()]
    assert any(re.search(STYLES[style], each, re.MULTILINE) for each in code)
