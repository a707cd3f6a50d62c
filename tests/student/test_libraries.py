"""Libraries that every Colab has: work that uses them loses nothing by it, there or not."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import libraries as course_libraries
from autograder.cli import doctor
from autograder.cli.main import cli
from autograder.course import loader
from autograder.course.scaffold import start_course
from autograder.course.statement import stale_statements
from autograder.errors import StaffError
from autograder.evidence import ArrayEvidence, decode
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.libraries import KNOWN
from autograder.messages.python_errors import explain_all
from autograder.records import Assignment, HandedIn, Submission
from autograder.results import fingerprints
from autograder.results.graded import Graded, Settings
from tests.conftest import Grader, daily
from tests.support.library_programs import DECORATION, NEEDED, NOT_INSTALLED, program
from tests.support.places import ROOT

INSTALLED = all(map(importlib.util.find_spec, ("pandas", "sklearn", "seaborn", "tqdm")))
needs_libraries = pytest.mark.skipif(
    not INSTALLED, reason="the extra keras-autograder[colab] is not installed: run `make setup`"
)
OURS = re.compile(
    r"StandIn|\bKind\b|_Bytes|\bBar\b|stand_in|StreamWriter|autograder\.student|_Absent"
)
SOME = tuple(DECORATION)[::4]
"""What `make test` tries of work that a library only decorates; `make thorough` tries the rest."""


@pytest.fixture(scope="module")
def logistic() -> Assignment:
    return loader.load_assignment(loader.find_course(ROOT), "xor-logistic")


@pytest.fixture(scope="module")
def without(logistic: Assignment) -> Assignment:
    """The same assignment in a course that lets students use no library but NumPy."""
    return replace(logistic, libraries=())


def graded(source: str, assignment: Assignment, workers: Workers) -> Graded:
    submission = Submission("kim", source.encode(), "a.py")
    return grade_submission(submission, assignment, workers, Settings(pictures=False))


def words(found: Graded) -> str:
    """All that the student reads of errors, in both languages."""
    told = [*explain_all(found.grade.errors), *found.grade.notes, found.grade.message]
    return "\n".join(f"{text.en}\n{text.ko}" for text in told)


# --- with the libraries -----------------------------------------------------------------------


@needs_libraries
@pytest.mark.parametrize("name", [*NEEDED, *daily(SOME, DECORATION)])
def test_work_with_a_library_gets_all_points(
    name: str, logistic: Assignment, workers: Workers
) -> None:
    found = graded((NEEDED | DECORATION)[name], logistic, workers).grade
    assert (found.score, [error.value for error in found.errors]) == (100, [])


@needs_libraries
def test_tables_are_trained_as_fast_as_arrays(logistic: Assignment, workers: Workers) -> None:
    (fit,) = graded(NEEDED["fit-frame-and-series"], logistic, workers).grade.fits
    assert (fit.epochs, fit.level) == (500, "whole-run")


@needs_libraries
def test_evidence_holds_plain_numbers_and_nothing_of_pandas(
    logistic: Assignment, workers: Workers
) -> None:
    run = graded(NEEDED["prediction-of-a-column"], logistic, workers).run
    assert run is not None
    assert run.payload is not None
    found = decode(run.payload).deliverables["prediction"]
    assert isinstance(found, ArrayEvidence)
    assert (found.array.dtype, found.array.shape) == ("float32", (4, 1))
    assert b"pandas" not in json.dumps(found.class_name).encode()


@needs_libraries
def test_text_in_a_table_is_no_prediction(logistic: Assignment, workers: Workers) -> None:
    source = program(
        predict="import pandas as pd\nprediction = pd.DataFrame({'p': list('0110')})\n"
    )
    found = graded(source, logistic, workers).grade
    lost = {check.name for check in found.checks if check.earned < check.points}
    assert lost == {"prediction_shape", "prediction_own"}


# --- without them -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", daily(SOME, DECORATION))
def test_decoration_costs_nothing_without_the_library(
    name: str, without: Assignment, workers: Workers
) -> None:
    found = graded(DECORATION[name], without, workers)
    assert (found.grade.score, [error.value for error in found.grade.errors]) == (100, [])
    assert not OURS.search(found.notebook)


NAMED = {
    "fit-values": ("pandas", "pandas.DataFrame", "np.array"),
    "fit-frame-and-series": ("pandas", "pandas.DataFrame", "np.array"),
    "fit-by-name-with-validation": ("pandas", "pandas.DataFrame", "np.array"),
    "prediction-as-frame": ("pandas", "pandas.DataFrame", "np.array"),
    "prediction-of-a-frame": ("pandas", "pandas.DataFrame", "np.array"),
    "prediction-of-a-column": ("pandas", "pandas.DataFrame", "np.array"),
    "split-and-score": (
        "scikit-learn",
        "sklearn.model_selection.train_test_split",
        "np.random.permutation",
    ),
    "scaled": ("scikit-learn", "sklearn.preprocessing.MinMaxScaler", "x.min(axis=0)"),
    "special-functions": ("scipy", "scipy.special.expit", "np.exp(-x)"),
}


def test_every_needed_program_has_its_words() -> None:
    assert set(NAMED) == set(NEEDED)


@pytest.mark.parametrize("name", NAMED)
def test_what_is_needed_is_named_with_what_to_write_instead(
    name: str, without: Assignment, workers: Workers
) -> None:
    library, path, instead = NAMED[name]
    found = graded(NEEDED[name], without, workers)
    assert [error.name for error in found.grade.errors] == ["ModuleNotFoundError"]
    said = words(found)
    assert f"This course does without `{library}`, and the values of `{path}` are needed" in said
    assert (
        f"이 줄에는 `{path}`의 결과가 필요한데, 이 강의의 과제는 `{library}` 없이 합니다." in said
    )
    assert instead in said
    assert not OURS.search(said)


@pytest.mark.parametrize("name", NOT_INSTALLED)
def test_what_is_not_installed_is_named(name: str, logistic: Assignment, workers: Workers) -> None:
    library, source = NOT_INSTALLED[name]
    if importlib.util.find_spec(KNOWN[library]):
        pytest.skip(f"{library} is installed here")
    found = graded(program(predict=source), logistic, workers)
    said = words(found)
    assert f"`{library}` is not installed where this course is graded" in said
    assert f"채점 환경에는 `{library}` 라이브러리가 설치되어 있지 않습니다" in said
    assert not OURS.search(said)
    lost = {check.name for check in found.grade.checks if check.earned < check.points}
    assert "prediction_shape" in lost
    assert "parameters" not in lost


def test_an_error_of_ones_own_is_not_blamed_on_a_library(
    without: Assignment, workers: Workers
) -> None:
    source = program(predict="import pandas as pd\nprediction = pd.DataFrame(x_tset)\n")
    (error,) = graded(source, without, workers).grade.errors
    assert error.name == "NameError"
    source = program(predict="import pandas as pd\nprediction = pd.DataFrame(x_test[:, 5])\n")
    (error,) = graded(source, without, workers).grade.errors
    assert error.name == "IndexError"


def test_a_module_handed_in_may_import_them_too(without: Assignment, workers: Workers) -> None:
    helper = b"import pandas as pd\ndef show(log):\n    pd.DataFrame(log).plot()\n"
    source = program(between="import helper\nhelper.show(history.history)\n")
    submission = Submission("kim", source.encode(), "a.py", files=(HandedIn("helper.py", helper),))
    found = grade_submission(submission, without, workers, Settings(pictures=False)).grade
    assert (found.score, found.errors) == (100, ())


def test_libraries_themselves_are_not_lied_to(grade_source: Grader, tiny: Assignment) -> None:
    """scikit-learn may use SciPy where the course lets students use scikit-learn alone."""
    pytest.importorskip("sklearn", reason="the extra keras-autograder[colab] is not installed")
    source = (
        "import numpy as np\nfrom sklearn.linear_model import LogisticRegression\n"
        "x = np.array([[0.0], [1.0], [2.0], [3.0]])\n"
        "found = LogisticRegression().fit(x, [0, 0, 1, 1])\n"
        "answer = 42 * found.score(x, [0, 0, 1, 1])"
    )
    found = grade_source(source, replace(tiny, libraries=("scikit-learn",))).grade
    assert found.errors == ()
    assert found.checks[0].earned == found.checks[0].points


def test_the_streams_are_called_as_those_of_notebooks(grade_source: Grader) -> None:
    found = grade_source("import sys\nprint(sys.stdout)\nsys.stdout.nowhere")
    (error,) = found.grade.errors
    assert error.value == "'OutStream' object has no attribute 'nowhere'"
    assert not OURS.search(found.notebook)


# --- what the course says ---------------------------------------------------------------------


def said_in(root: Path, line: str) -> None:
    path = root / "course.toml"
    path.write_text(f"{line}\n{path.read_text('utf-8')}", encoding="utf-8")


def test_a_course_that_names_none_offers_all(tiny_course: Path) -> None:
    found = loader.load_assignment(loader.find_course(tiny_course), "tiny")
    assert found.libraries is None
    assert course_libraries.withheld(found.libraries) == ()
    assert set(course_libraries.OFFERED) == set(course_libraries.allowed(found.libraries))


def test_a_course_names_what_its_students_may_use(tiny_course: Path) -> None:
    said_in(tiny_course, 'libraries = ["pandas", "tqdm"]')
    found = loader.load_assignment(loader.find_course(tiny_course), "tiny")
    assert found.libraries == ("pandas", "tqdm")
    assert {"sklearn", "seaborn"} <= set(course_libraries.withheld(found.libraries))
    assert not {"pandas", "tqdm", "PIL", "h5py"} & set(course_libraries.withheld(found.libraries))


@pytest.mark.parametrize(
    ("written", "told", "tip"),
    [
        ('["pandsa"]', 'line 1: libraries names the unknown "pandsa"', "Did you mean `pandas`?"),
        ('["sklearn"]', 'the unknown "sklearn"', "Did you mean `scikit-learn`?"),
        ('["PIL"]', 'the unknown "PIL"', "Did you mean `pillow`?"),
        ('"pandas"', "line 1: libraries", "See docs/reference/assignment.md."),
        ("[1]", "line 1: libraries", "See docs/reference/assignment.md."),
    ],
)
def test_a_fault_is_told_with_line_and_key(
    written: str, told: str, tip: str, tiny_course: Path
) -> None:
    said_in(tiny_course, f"libraries = {written}")
    with pytest.raises(StaffError) as caught:
        loader.find_course(tiny_course)
    assert told in str(caught.value)
    assert caught.value.tip == tip


def test_another_list_of_libraries_is_another_run(tiny: Assignment) -> None:
    submission = Submission("kim", b"answer = 42", "a.py")
    same = fingerprints.run_key(submission, tiny, Settings())
    assert (
        fingerprints.run_key(submission, replace(tiny, libraries=("pandas",)), Settings()) != same
    )


SAID = {
    None: ("pandas, scikit-learn, scipy, seaborn, tensorboard and tqdm; no other", "tqdm을 쓸 수"),
    (): ("you may use NumPy and Matplotlib; no other", "NumPy, Matplotlib을 쓸 수"),
    ("pandas",): ("NumPy, Matplotlib and pandas; no other", "NumPy, Matplotlib, pandas를 쓸 수"),
}


@pytest.mark.parametrize("libraries", SAID)
def test_the_statement_says_so(
    libraries: tuple[str, ...] | None, tiny: Assignment, tmp_path: Path
) -> None:
    own = replace(tiny, libraries=libraries, folder=tmp_path)
    for language in ("ko", "en"):
        path = tmp_path / f"statement.{language}.md"
        path.write_text("# A\n- <!-- libraries -->old\nwords<!-- /libraries -->\n\nb\n", "utf-8")
    en, ko = SAID[libraries]
    for found in stale_statements(own):
        assert (en if found.path.name.endswith(".en.md") else ko) in found.text
        assert found.text.startswith("# A\n- <!-- libraries -->")
        assert found.text.endswith("<!-- /libraries -->\n\nb\n")
        found.path.write_text(found.text, "utf-8")
    assert stale_statements(own) == ()


def test_statements_of_this_course_say_what_its_students_may_use() -> None:
    this = loader.find_course(ROOT)
    for name in loader.assignment_names(this):
        assignment = loader.load_assignment(this, name)
        assert stale_statements(assignment) == ()
        for language in assignment.languages:
            text = (assignment.folder / f"statement.{language}.md").read_text("utf-8")
            assert course_libraries.sentence(assignment.libraries).to(language) in text


def test_release_checks_and_writes_the_statements(tmp_path: Path) -> None:
    start_course(tmp_path / "new")
    given = ["--course", str(tmp_path / "new")]
    assert CliRunner().invoke(cli, ["release", "--check", *given]).exit_code == 0
    said_in(tmp_path / "new", 'libraries = ["pandas"]')
    done = CliRunner().invoke(cli, ["release", "--check", *given])
    assert (done.exit_code, done.output.count("statement.")) == (1, 2)
    assert CliRunner().invoke(cli, ["release", *given]).exit_code == 0
    assert CliRunner().invoke(cli, ["release", "--check", *given]).exit_code == 0


def test_doctor_says_what_is_missing_and_what_installs_it(
    tiny_course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_in(tiny_course, 'libraries = ["pandas", "xgboost", "h5py"]')
    monkeypatch.setattr(
        course_libraries, "version_of", lambda name: {"h5py": "3.14.0"}.get(name, "")
    )
    monkeypatch.setattr(doctor, "_zygotes", list)
    monkeypatch.setattr(doctor, "_isolation", list)
    assert doctor.doctor(as_json=False, attack=False, course=tiny_course) == 0  # grading works
    shown = capsys.readouterr().out
    assert "ok       for students: h5py: 3.14.0" in shown
    assert "MISSING  for students: pandas: students may use it" in shown
    assert "→ pip install 'keras-autograder[colab]'" in shown
    assert "→ pip install xgboost" in shown
