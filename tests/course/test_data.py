"""``keras.datasets`` reads the course's own ``data/`` folder, and nothing else."""

from __future__ import annotations

import gzip
import os
import pickle
import shutil
import struct
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.course import loader
from autograder.course.data_sets import data_folder, read_data
from autograder.errors import StaffError
from autograder.grading import batch, warm_workers
from autograder.grading.submission import grade_submission
from autograder.grading.tasks import Options
from autograder.messages.python_errors import explain_error
from autograder.records import Assignment, HandedIn, Submission, portable
from autograder.results import fingerprints
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Graded, Settings
from tests.conftest import Grader, write_course
from tests.support.command_line import call_here
from tests.support.sandbox_contract import isolation_of


@pytest.fixture(scope="module")
def shipping(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The tiny assignment in a course that ships four small data sets."""
    root = write_course(tmp_path_factory.mktemp("data") / "course")
    data = root / "data"
    (data / "fashion-mnist").mkdir(parents=True)
    images, labels = np.zeros((3, 28, 28), "uint8"), np.array([4, 2, 0], "uint8")
    np.savez(data / "mnist.npz", x_train=images, y_train=labels, x_test=images, y_test=labels)
    for kind in ("train", "t10k"):
        write_gz(data, f"{kind}-images-idx3-ubyte.gz", struct.pack(">4i", 2051, 3, 28, 28), images)
        write_gz(data, f"{kind}-labels-idx1-ubyte.gz", struct.pack(">2i", 2049, 3), labels)
    batches = data / "cifar-10-batches-py"
    batches.mkdir()
    content = pickle.dumps({b"data": np.zeros((10000, 3072), "uint8"), b"labels": [1] * 10000})
    for name in (*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"):
        (batches / name).write_bytes(content)
    (data / "extra.txt").write_text("21 21")
    return loader.load_assignment(loader.find_course(root), "tiny")


def write_gz(data: Path, name: str, head: bytes, content: np.ndarray) -> None:
    (data / "fashion-mnist" / name).write_bytes(gzip.compress(head + content.tobytes()))


@pytest.fixture(scope="module")
def grade(shipping: Assignment) -> Iterator[Grader]:
    with warm_workers.start_workers(needs_student=True, data=data_folder(shipping)) as workers:

        def run(source: str) -> Graded:
            submission = Submission("kim", source.encode(), "kim.py")
            return grade_submission(submission, shipping, workers, Settings())

        yield run


@pytest.mark.parametrize("prefix", ["keras", "tensorflow.keras"])
def test_the_data_sets_of_the_course_can_be_loaded(prefix: str, grade: Grader) -> None:
    done = grade(
        f"from {prefix}.datasets import cifar10, fashion_mnist, mnist\n"
        "sets = [one.load_data() for one in (mnist, fashion_mnist)]\n"
        "assert all(train[0].shape == (3, 28, 28) for train, test in sets)\n"
        "assert all(list(train[1]) == [4, 2, 0] for train, test in sets)\n"
        "assert cifar10.load_data()[0][0].shape == (50000, 32, 32, 3)\n"
        "import keras, numpy as np\n"
        "path = keras.utils.get_file('extra.txt', origin='https://example.com/extra.txt')\n"
        "answer = int(np.loadtxt(path).sum())"
    )
    assert done.grade.errors == ()
    assert done.grade.score == 60


def test_a_whole_class_can_load_them(shipping: Assignment, tmp_path: Path) -> None:
    source = "import keras\nanswer = int(keras.datasets.mnist.load_data()[0][1].sum()) + 36"
    submission = Submission("kim", source.encode(), "kim.py")
    options = Options(ResultsFolder(tmp_path / "out"), jobs=1, language="en")
    (grade,) = batch.grade_all([submission], shipping, options, lambda *_: None).grades
    assert (grade.errors, grade.score) == ((), 60)


def test_what_the_course_does_not_ship_is_named(grade: Grader) -> None:
    (error,) = grade("import keras\nkeras.datasets.reuters.load_data()").grade.errors
    assert error.name == "DataNotHere"
    assert "`reuters.npz`" in explain_error(error).en
    assert "`reuters.npz`" in explain_error(error).ko


def test_the_data_folder_can_be_read_but_not_changed(grade: Grader) -> None:
    done = grade(
        "import keras, pathlib\n"
        "folder = pathlib.Path(keras.utils.get_file('extra.txt')).parent\n"
        "answer = 42\n"
        "for attempt in (lambda: (folder / 'new').write_text('x'),\n"
        "                lambda: (folder / 'extra.txt').write_text('x'),\n"
        "                lambda: (folder / 'extra.txt').unlink(),\n"
        "                lambda: list((folder.parent / 'assignments').iterdir())):\n"
        "    try:\n"
        "        attempt()\n"
        "        answer = 0\n"
        "    except OSError:\n"
        "        pass"
    )
    assert done.grade.score == 60


BESIDE = """import io, os, json, pathlib
import numpy as np
numbers = json.loads(open('numbers.json').read())
table = np.genfromtxt('{0}table.csv', delimiter=',', names=True)
again = np.loadtxt('{0}table.csv', delimiter=',', skiprows=1)
text = pathlib.Path('{0}table.csv').read_text()
large = np.load('{0}large.npz')['x']
assert os.path.exists('{0}table.csv') and 'table.csv' in os.listdir('{0}' or '.')
answer = numbers[0] + int(table['b'].sum() + again.sum()) + len(text.splitlines()) + len(large)
"""


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that ships a table and an archive too large to copy for each run."""
    root = write_course(tmp_path_factory.mktemp("beside") / "course")
    data = root / "data"
    data.mkdir()
    (data / "table.csv").write_text("a,b\n1,2\n3,4\n")
    (data / "numbers.json").write_text("[23]")
    np.savez(data / "large.npz", x=np.zeros((0, 3)), room=np.zeros(2**18))
    return root


@pytest.fixture(scope="module")
def grade_beside(beside: Path) -> Iterator[Grader]:
    assignment = loader.load_assignment(loader.find_course(beside), "tiny")
    with warm_workers.start_workers(needs_student=True, data=data_folder(assignment)) as workers:

        def run(source: str, *files: HandedIn) -> Graded:
            submission = Submission("kim", source.encode(), "kim.py", files=files)
            return grade_submission(submission, assignment, workers, Settings())

        yield run


@pytest.mark.parametrize("folder", ["", "./", "/content/", "data/"])
def test_data_sets_lie_beside_the_cells(folder: str, grade_beside: Grader) -> None:
    done = grade_beside(BESIDE.format(folder))
    assert done.grade.errors == ()
    assert done.grade.score == 60


def test_data_sets_are_what_would_be_uploaded_or_lie_on_drive(grade_beside: Grader) -> None:
    done = grade_beside(
        "from google.colab import drive, files\n"
        "drive.mount('/content/drive')\n"
        "import json\n"
        "sent = files.upload()\n"
        "on_drive = json.load(open('/content/drive/MyDrive/numbers.json'))\n"
        "answer = json.loads(sent['numbers.json'])[0] + on_drive[0] - 4\n"
    )
    assert done.grade.errors == ()
    assert done.grade.score == 60


def test_a_cell_may_write_over_its_own_copy_and_nobody_elses(grade_beside: Grader) -> None:
    done = grade_beside(
        "open('table.csv', 'w').write('42')\nanswer = int(open('table.csv').read())"
    )
    assert (done.grade.errors, done.grade.score) == ((), 60)
    assert grade_beside(BESIDE.format("")).grade.score == 60


def test_a_file_that_was_handed_in_does_not_replace_a_data_set(grade_beside: Grader) -> None:
    others = (HandedIn("table.csv", b"a,b\n9,9\n"), HandedIn("large.npz", b"none"))
    assert grade_beside(BESIDE.format(""), *others).grade.score == 60
    folder = HandedIn("numbers.json/inside.txt", b"42")  # a folder of that name stays
    done = grade_beside("answer = int(open('numbers.json/inside.txt').read())", folder)
    assert (done.grade.errors, done.grade.score) == ((), 60)


@pytest.mark.thorough
@pytest.mark.parametrize("rung", ["best", "no-user-namespaces", "no-landlock"])
@pytest.mark.parametrize("command", ["grade", "check"])
def test_on_every_rung_the_command_line_shows_the_data_sets(
    command: str, rung: str, beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = msgspec.structs.replace(isolation_of(rung), visible=())
    monkeypatch.setattr(warm_workers, "find", lambda *, unsafe=False: where)
    source = BESIDE.format("/content/") + "import keras\n"
    source += "assert len(np.load(keras.utils.get_file('large.npz', origin=''))['x']) == 0\n"
    (tmp_path / "kim.py").write_text(source)
    words = {
        "grade": ["grade", "tiny", "kim.py", "--out", "out", "--course", beside],
        "check": ["check", "kim.py", "--assignment", "tiny", "--course", beside, "--lang", "en"],
    }
    done = call_here(*map(str, words[command]), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    if command == "grade":
        assert ",60," in (tmp_path / "out" / "grades.csv").read_text("utf-8-sig")
    else:
        assert "✔ The answer is right." in done.stdout


def run_key(course: Path) -> str:
    """Of one submission to the course as it lies there now."""
    assignment = loader.load_assignment(loader.find_course(course), "tiny")
    one = Submission("kim", b"answer = 42", "kim.py")
    return fingerprints.run_key(one, assignment, Settings())


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A data set of a course, older than anything that a test does to it."""
    path = write_course(tmp_path / "course") / "data" / "deep" / "numbers.txt"
    path.parent.mkdir(parents=True)
    path.write_text("21 21")
    os.utime(path, (1e9, 1e9))
    return path


def test_a_data_set_that_was_only_touched_grades_nobody_anew(shipped: Path) -> None:
    course = shipped.parents[2]
    before = run_key(course)
    shipped.touch()
    assert run_key(course) == before
    shutil.copytree(course, course.parent / "elsewhere")
    assert run_key(course.parent / "elsewhere") == before


def test_one_byte_of_a_data_set_grades_everybody_anew(shipped: Path) -> None:
    course = shipped.parents[2]
    before = run_key(course)
    shipped.write_text("21 22")
    os.utime(shipped, (1e9, 1e9))
    changed = run_key(course)
    assert changed != before
    shipped.rename(shipped.with_name("figures.txt"))
    assert run_key(course) not in {before, changed}


def test_a_class_reads_a_data_set_once(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 10**9 * (1 << 32))  # long after it was written
    opened: list[str] = []
    original = Path.open

    def watched(path: Path, *given: str) -> object:
        opened.append(path.name)
        return original(path, *given)

    monkeypatch.setattr(Path, "open", watched)
    first, *others = [read_data(shipped.parents[1]) for _ in range(40)]
    assert [file.path for file in first] == ["deep/numbers.txt"]
    assert all(one == first for one in others)
    assert opened == ["numbers.txt"]


def test_on_another_machine_the_data_sets_are_known_by_what_is_in_them(shipped: Path) -> None:
    course = shipped.parents[2]
    here = loader.load_assignment(loader.find_course(course), "tiny")
    there = portable(here)
    assert data_folder(here) == course / "data"
    with pytest.raises(StaffError, match="nobody said where"):
        data_folder(there)
    copied = shutil.copytree(course / "data", course.parent / "copied")
    assert data_folder(there, copied) == copied
    (copied / "deep" / "numbers.txt").write_text("21 22")
    with pytest.raises(StaffError, match=r"deep/numbers\.txt is missing or has changed"):
        data_folder(there, copied)
    assert data_folder(portable(replace(here, data=()))) is None


def test_a_data_set_that_cannot_be_read_is_told_with_a_way_out(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)  # whoever runs the tests may be root
    with pytest.raises(StaffError, match=r"numbers\.txt") as told:
        read_data(shipped.parents[1])
    assert "`data/`" in told.value.tip
