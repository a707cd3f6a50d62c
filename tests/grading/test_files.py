"""Files that are handed in, from source to grade: what is read of them, and what they try."""

from __future__ import annotations

import pytest

from autograder.course import loader
from autograder.evidence import FileEvidence, decode
from autograder.records import Assignment, CheckResult, Outcome, Status
from autograder.results.graded import Graded
from tests.conftest import Grader, write_course

MODEL = """
import os, json
import numpy as np
import keras
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(1)])
model.compile("adam", "mse", metrics=["mae"])
model.save("before.keras")
x, y = np.zeros((4, 2)), np.ones((4, 1))
"""
TRAINED = """
logs = keras.callbacks.TensorBoard("logs/today", histogram_freq=1)
model.fit(x, y, validation_data=(x, y), epochs=3, verbose=0, callbacks=[logs])
model.save("earlier.keras")
model.fit(x, y, epochs=2, verbose=0)
model.save("whole.keras")
model.save("whole.h5")
model.save_weights("only.weights.h5")
"""
# By file: the cell that writes it, and what is said of it; '' where it is right.
FILES = {
    "whole.keras": ("", ""),
    "whole.h5": ("", ""),
    "only.weights.h5": ("", ""),
    "copy/whole.keras": ("os.makedirs('copy'); model.save('copy/whole.keras')", ""),
    "before.keras": ("", "**before** its training"),
    "earlier.keras": ("", "as an earlier training left it"),
    "other.keras": ("keras.models.clone_model(model).save('other.keras')", "not those of `model`"),
    "larger.keras": (
        "keras.Sequential([keras.Input((2,)), keras.layers.Dense(9)]).save('larger.keras')",
        "layers of other sizes",
    ),
    "empty.keras": ("open('empty.keras', 'w').close()", "is empty"),
    "cut.keras": (
        "open('cut.keras', 'wb').write(open('whole.keras', 'rb').read()[:3000])",
        "is broken",
    ),
    "cut.h5": ("open('cut.h5', 'wb').write(open('whole.h5', 'rb').read()[:3000])", "is broken"),
    "text.keras": ("open('text.keras', 'w').write('model')", "holds a text"),
    "pickled.keras": (
        "import pickle; pickle.dump([1], open('pickled.keras', 'wb'))",
        "was saved with `pickle`",
    ),
    "zip.keras": (
        "import zipfile; zipfile.ZipFile('zip.keras', 'w').writestr('a', 'b')",
        "holds an archive",
    ),
    "renamed.keras": (
        "import shutil; shutil.copy('whole.h5', 'renamed.keras')",
        "a model in the format of `.h5`",
    ),
    "whole.weights.h5": ("shutil.copy('whole.h5', 'whole.weights.h5')", "holds a whole model"),
    "folder.keras": ("os.makedirs('folder.keras')", "there is a folder of that name"),
    "zero.keras": ("os.symlink('/dev/zero', 'zero.keras')", "no plain file"),
    "outside.keras": ("os.symlink('/etc/passwd', 'outside.keras')", "no plain file"),
    "nowhere.keras": ("os.symlink('nowhere', 'nowhere.keras')", "is broken"),
    "inside.keras": ("os.symlink('whole.keras', 'inside.keras')", ""),
}
OTHERS = """
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.savefig("curve.png"); plt.show()
plt.savefig("blank.png")
json.dump({"a": 1}, open("numbers.json", "w"))
open("kept.txt", "w").write("안녕")
os.makedirs("figures", exist_ok=True)
plt.plot([3, 1]); plt.savefig("figures/one.png"); plt.close()
"""
CHECKS = '''
import json

def test_text(student):
    """Texts."""
    assert student.file("kept.txt").text == "안녕"
    assert json.loads(student.file("numbers.json").text) == {"a": 1}

def test_inside(student):
    """A model in a file is a model."""
    assert student.model("whole.keras").count_params() == 13
    assert student.training("whole.keras").epochs == 5
    assert student.predict("whole.keras", [[0, 0]]).shape == (1, 1)
    assert student.file("only.weights.h5").parameters == 13
    assert [w.shape for w in student.file("whole.keras").weights] == [(2, 3), (3,), (3, 1), (1,)]

def test_picture(student):
    """Pictures."""
    picture = student.file("figures/*.png").picture
    assert (picture.width, picture.height, picture.mode) == (640, 480, "RGBA")
'''


def line(**given: object) -> str:
    words = {key: f'"{value}"' if isinstance(value, str) else value for key, value in given.items()}
    return "  { " + ", ".join(f"{key} = {value}" for key, value in words.items()) + " },"


def name_of(file: str) -> str:
    return file.replace(".", "_").replace("/", "_")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    root = write_course(tmp_path_factory.mktemp("course") / "course")
    lines = ['id = "tiny"', "version = 1", 'title.ko = "파일"', 'title.en = "Files"']
    lines += ["[parts.all]", 'title.ko = "전부"', 'title.en = "All"', "checks = ["]
    lines += [
        line(use="file_weights", file=file, model="model", name=name_of(file)) for file in FILES
    ]
    lines += [
        line(use="parameters", model="whole.keras", layers=[2, 3, 1]),
        line(use="file_parameters", file="whole.keras", parameters=13, name="enough"),
        line(use="file_parameters", file="whole.keras", parameters=14, name="more"),
        line(use="file_saved", file="figures/*.png"),
        line(use="file_log", file="logs/", tag="epoch_loss", steps=3, run="train", name="loss"),
        line(use="file_log", file="logs/", tag="epoch_loss", steps=4, name="four"),
        line(use="file_log", file="logs/", tag="accuracy", name="accuracy"),
        line(use="file_log", file="logs/", tag="epoch_mae", run="validation", name="mae"),
        line(use="file_image", file="curve.png", width=640, name="curve"),
        line(use="file_image", file="curve.png", height=9999, name="high"),
        line(use="file_image", file="blank.png", name="blank"),
        "]",
    ]
    for name in ("text", "inside", "picture"):
        lines += [f"[checks.{name}]", 'part = "all"', "points = 1", "needs = []"]
        lines += ['title.ko = "글"', 'title.en = "Text"']
    for file in ("kept.txt", "numbers.json"):
        lines += [f'[deliverables."{file}"]', 'kind = "file"', 'title.ko = "글"']
        lines += ['title.en = "a text"']
    folder = root / "assignments/tiny"
    (folder / "assignment.toml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "checks/test_tiny.py").write_text(CHECKS, encoding="utf-8")
    return loader.load_assignment(loader.find_course(root), "tiny")


@pytest.fixture(scope="module")
def graded(files: Assignment, grade_source: Grader) -> Graded:
    cells = [MODEL, TRAINED, *(cell for cell, _ in FILES.values() if cell), OTHERS]
    return grade_source("# %%\n" + "\n# %%\n".join(cells), files)


def result(graded: Graded, name: str) -> CheckResult:
    return next(check for check in graded.grade.checks if check.name == name)


@pytest.mark.parametrize("file", FILES)
def test_a_file_holds_the_weights_of_the_live_model_or_is_told_why_not(
    graded: Graded, file: str
) -> None:
    found, said = result(graded, name_of(file)), FILES[file][1]
    assert found.outcome is (Outcome.FAILED if said else Outcome.PASSED), found.message
    assert said in found.message.en
    assert bool(found.message.ko) == bool(found.message.en)


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "parameters": "", "enough": "", "more": "13 parameters", "file_saved": "", "loss": "",
        "mae": "", "curve": "", "text": "", "inside": "", "picture": "",
        "four": "logged 3 times", "accuracy": "`today/train/epoch_loss`",
        "high": "640 × 480", "blank": "of one colour",
    }.items(),
)  # fmt: skip
def test_what_is_in_a_file_counts(graded: Graded, name: str, said: str) -> None:
    assert not graded.grade.errors
    found = result(graded, name)
    assert found.outcome is (Outcome.FAILED if said else Outcome.PASSED), found.message
    assert said in found.message.en


def test_of_a_file_out_of_the_folder_nothing_is_known(graded: Graded) -> None:
    assert graded.grade.status is Status.GRADED
    assert graded.run.payload is not None
    found = decode(graded.run.payload).deliverables["outside.keras"]
    assert isinstance(found, FileEvidence)
    assert (found.problem, found.size, found.text) == ("special", 0, "")
    assert b"root:x" not in graded.run.payload
