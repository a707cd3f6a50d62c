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

import numpy as np
import pytest

from autograder.course import loader
from autograder.course.data_sets import data_folder, read_data
from autograder.errors import StaffError
from autograder.grading import batch, warm_workers
from autograder.grading.submission import grade_submission
from autograder.messages.python_errors import explain_error
from autograder.records import Assignment, Submission, portable
from autograder.results import fingerprints
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Graded, Settings
from tests.conftest import Grader, write_course


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
    options = batch.Options(ResultsFolder(tmp_path / "out"), jobs=1, language="en")
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
