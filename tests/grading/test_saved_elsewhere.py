"""Files that were saved in another place, or otherwise than asked: what counts, what is said."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from autograder.course import loader
from autograder.grading import warm_workers
from autograder.records import Assignment, Status
from tests.conftest import Grader, daily
from tests.support.command_line import call_here
from tests.support.sandbox_contract import isolation_of
from tests.support.saved_course import NETWORK, SAVED, write_saved_course

ALL = 15
LOGS_AND_WEIGHTS = 12
WEIGHTS = 'model.save_weights("net.weights.h5")\n'
# By what was done: the cells, the points, and what is said of it.
SAVED_OTHERWISE: dict[str, tuple[str, int, str]] = {
    "as asked": (SAVED, ALL, ""),
    "in a folder of its own": (
        'train()\nos.makedirs("out")\nmodel.save("out/net.keras")\n' + WEIGHTS,
        ALL,
        "was read from `out/net.keras`",
    ),
    "by Colab's absolute path": (
        (
            'train(folder="/content/logs")\nmodel.save("/content/net.keras")\n'
            'model.save_weights("/content/net.weights.h5")\n'
        ),
        ALL,
        "",
    ),
    "on Drive": (
        (
            "from google.colab import drive\ndrive.mount('/content/drive')\n"
            'train(folder="/content/drive/MyDrive/logs")\n'
            'model.save("/content/drive/MyDrive/net.keras")\n'
            'model.save_weights("/content/drive/MyDrive/net.weights.h5")\n'
        ),
        ALL,
        "was read from its place on Google Drive, `/content/drive/MyDrive/net.keras`",
    ),
    "by a Path": (
        (
            'train(folder=Path.cwd() / "logs")\nmodel.save(Path("net.keras"))\n'
            'model.save_weights(Path("net.weights.h5"))\n'
        ),
        ALL,
        "",
    ),
    "in the old format": (
        'train()\nmodel.save("net.h5")\n' + WEIGHTS,
        ALL - 1,
        "`net.h5`, the only file that can have been meant, was read in its place",
    ),
    "under another name": (
        'train()\nmodel.save("my_model.keras")\n' + WEIGHTS,
        ALL - 1,
        "`my_model.keras`, the only file that can have been meant",
    ),
    "under a name in Hangul": (
        'train()\nmodel.save("모델.keras")\n' + WEIGHTS,
        ALL - 1,
        "`모델.keras`, the only file that can have been meant",
    ),
    "under two other names": (
        'train()\nmodel.save("one.keras")\nmodel.save("two.keras")\n' + WEIGHTS,
        LOGS_AND_WEIGHTS,
        "There is no file `net.keras`. What your notebook saved:",
    ),
    "before its training": (
        'model.save("net.keras")\ntrain()\n' + WEIGHTS,
        ALL - 2,
        "",
    ),
    "another model": (
        SAVED + 'keras.models.clone_model(model).save("net.keras")\n',
        ALL - 2,
        "",
    ),
    "a copy of other bytes": (
        SAVED + "import base64\n"
        "other = keras.models.clone_model(model)\nother.set_weights([w + 1 for w in "
        'model.get_weights()])\nother.save("other.keras")\n'
        'text = base64.b64encode(Path("other.keras").read_bytes())\nos.remove("other.keras")\n'
        'Path("net.keras").write_bytes(base64.b64decode(text))\n',
        ALL - 2,
        "",
    ),
    "only its weights": (
        "train()\n" + WEIGHTS,
        LOGS_AND_WEIGHTS,
        "There is no file `net.keras`",
    ),
    "nothing": (
        "train()\nshutil.rmtree('logs')\n",
        0,
        "your notebook saved no file at all in its folder",
    ),
    "outside": (
        'train()\nmodel.save("/tmp/net.keras")\n' + WEIGHTS,
        LOGS_AND_WEIGHTS,
        "There is no file `net.keras`",
    ),
    "an empty file": (
        'train()\nopen("net.keras", "w").close()\n' + WEIGHTS,
        LOGS_AND_WEIGHTS,
        "",
    ),
    "logs in a folder by the time": (
        'train(folder="logs/run_2026_11_28-07_00_00")\nmodel.save("net.keras")\n' + WEIGHTS,
        ALL,
        "",
    ),
    "logs in another folder": (
        'train(folder="log")\nmodel.save("net.keras")\n' + WEIGHTS,
        ALL - 8,
        "Found `log/`; the assignment asks for `logs/`",
    ),
    "logs that were written and nothing more": (
        'train()\nshutil.rmtree("logs")\nmodel.save("net.keras")\n' + WEIGHTS,
        ALL - 8,
        "There is no folder `logs/`",
    ),
    "exported, too": (SAVED + 'model.export("served")\n', ALL, ""),
    "exported alone": (
        'train()\nmodel.export("served")\n' + WEIGHTS,
        LOGS_AND_WEIGHTS,
        "The folder `served/`, which `model.export` made, is for serving",
    ),
    "exported under the name": (
        'train()\nmodel.export("net.keras")\n' + WEIGHTS,
        LOGS_AND_WEIGHTS,
        "",
    ),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    root = write_saved_course(tmp_path_factory.mktemp("course") / "course")
    return loader.load_assignment(loader.find_course(root), "tiny")


BY_DAY = frozenset(
    ["on Drive", "in the old format", "under two other names", "before its training", "outside"]
)


@pytest.mark.parametrize("how", daily(BY_DAY, SAVED_OTHERWISE))
def test_what_is_saved_otherwise_counts_as_far_as_it_is_right(
    how: str, saved: Assignment, grade_source: Grader
) -> None:
    cells, points, said = SAVED_OTHERWISE[how]
    grade = grade_source(f"{NETWORK}\n# %%\n{cells}", saved).grade
    assert grade.errors == ()
    assert grade.status is Status.GRADED
    assert grade.score == points, [(check.name, check.message.en) for check in grade.checks]
    told = [note.en for note in grade.notes]
    if said:
        assert any(said in one for one in told), told
    else:
        assert not any("net" in one for one in told), told
    assert all(re.search("[가-힣]", note.ko) for note in grade.notes)


@pytest.mark.thorough
@pytest.mark.parametrize("rung", ["best", "no-user-namespaces", "no-landlock"])
@pytest.mark.parametrize("command", ["grade", "check"])
def test_on_every_rung_the_command_line_finds_the_files(
    command: str, rung: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = msgspec.structs.replace(isolation_of(rung), visible=())
    monkeypatch.setattr(warm_workers, "find", lambda *, unsafe=False: where)
    course = write_saved_course(tmp_path / "course")
    (tmp_path / "kim.py").write_text(f"{NETWORK}\n# %%\n{SAVED_OTHERWISE['on Drive'][0]}")
    words = {
        "grade": ["grade", "tiny", "kim.py", "--out", "out", "--course", course],
        "check": ["check", "kim.py", "--assignment", "tiny", "--course", course, "--lang", "en"],
    }
    done = call_here(*map(str, words[command]), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    if command == "grade":
        assert ",15," in (tmp_path / "out" / "grades.csv").read_text("utf-8-sig")
    else:
        assert "✔ `net.keras` was saved" in done.stdout, done.stdout
        assert "was read from its place on Google Drive" in done.stdout, done.stdout
