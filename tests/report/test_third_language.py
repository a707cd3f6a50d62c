"""A course in a language that this program does not speak: a catalogue is all that it takes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pseudo_language import CODE, foreign, pseudo, write_catalogue

COURSE = f'id = "far"\nlanguages = ["{CODE}"]\ntitle = "{pseudo("A course")}"\n'
ASSIGNMENT = f"""
id = "far"
version = 1
title = "{pseudo("An assignment")}"
limits.seconds = 20

[tables.line]
x = [[-1], [0], [1], [2]]
y = [1, 2, 3, 4]

[parts.network]
title = "{pseudo("The network")}"
checks = [
  {{ use = "parameters", model = "model", layers = [1, 1] }},
  {{ use = "layers", model = "model", layers = [1, 1] }},
  {{ use = "trained", model = "model", table = "line" }},
  {{ use = "fitted", model = "model", table = "line", within = 0.3 }},
  {{ use = "prediction_shape", prediction = "prediction", shape = [4, 1] }},
  {{ use = "prediction_own", prediction = "prediction", model = "model", table = "line" }},
]

[parts.answers]
title = "{pseudo("Questions")}"
checks = [
  {{ use = "close", value = "share", to = 0.5, within = 0.01, percent = true }},
  {{ use = "entries", value = "learns", equals = {{ 1 = true, 2 = false }} }},
  {{ use = "mentions", value = "why", ideas = {{ "a" = ["line"] }} }},
]

[late]
per_day = 10
"""
REFERENCE = """
import keras
import numpy as np

keras.utils.set_random_seed(1)
x_train = np.array([[-1], [0], [1], [2]], dtype="float32")
y_train = np.array([[1], [2], [3], [4]], dtype="float32")
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
model.fit(x_train, y_train, epochs=100, verbose=0)
prediction = model.predict(x_train, verbose=0)
share = 0.5
learns = {1: True, 2: False}
why = "On one line."
"""
DENSE = "keras.layers.Dense"
CLASS = {
    "right": REFERENCE,
    "one_epoch": REFERENCE.replace("epochs=100", "epochs=1"),
    "other_labels": REFERENCE.replace("[4]]", "[5]]"),
    "two_layers": REFERENCE.replace("keras.layers.Dense(1)]", f"{DENSE}(2), {DENSE}(1)]"),
    "no_fit": re.sub(r"model\.fit.*", "", REFERENCE),
    "rounded": REFERENCE.replace("0)\nshare", "0).round(1)\nshare"),
    "flat": REFERENCE.replace("0)\nshare", "0)[:, 0]\nshare"),
    "answers": REFERENCE.replace("0.5", "50").replace("True", "'yes'").replace("On one line.", " "),
    "kinds": REFERENCE.replace("share = 0.5", "share = keras").replace("why = ", "why = 3 #"),
    "misnamed": REFERENCE.replace("prediction =", "predictions =").replace("share", "the_shares"),
    "unknown_name": REFERENCE.replace("import numpy as np", "") + "\n# %%\nprint(nobody)\n",
    "old_call": REFERENCE + "\n# %%\nimport tensorflow as tf\ntf.Session()\n",
    "endless": REFERENCE + "\n# %%\nwhile True:\n    pass\n",
    "syntax": REFERENCE.replace("import keras", "import keras("),
    "quits": "import os\nos._exit(3)\n",
    "not_a_model": REFERENCE.replace("prediction = model", "m = model\nmodel = 3\nprediction = m"),
}  # fmt: skip

# What is no message: names of students, files and libraries, and an answer in their own words.
NAMES = frozenset({*CLASS, "paper", ".ipynb", ".py", "linear", "On one line."})
# Beside these, what staff reads as it is in the program: checks, variables, levels of `fit` and
# why one had it, and Python's own words of an error.
NAMES_FOR_STAFF = frozenset(
    {
        *("parameters", "layers", "trained", "fitted", "prediction_shape", "prediction_own"),
        *("share", "learns", "why", "fit", "model", "whole-run", "AttributeError", "MB"),
        "Plain arrays, Keras' own layers and nobody watching the epochs.",
        *("SyntaxError: invalid syntax", "NameError: name 'np' is not defined"),
    }
)


def autograder(*words: str, folder: Path, languages: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        capture_output=True, text=True, check=False, cwd=folder,
        env={**os.environ, "AUTOGRADER_LANGUAGES": str(languages), "COLUMNS": "200"},
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def course(root: Path) -> Path:
    folder = root / "assignments" / "far"
    folder.mkdir(parents=True)
    (root / "reference").mkdir()
    (root / "course.toml").write_text(COURSE, encoding="utf-8")
    (folder / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    (root / "reference" / "far.py").write_text(REFERENCE, encoding="utf-8")
    (folder / f"statement.{CODE}.md").write_text(
        "<!-- deliverables --><!-- /deliverables -->\n<!-- points --><!-- /points -->\n"
        "<!-- libraries --><!-- /libraries -->\n",
        encoding="utf-8",
    )
    return root


@pytest.mark.thorough
def test_a_class_gets_no_word_of_another_language(tmp_path: Path) -> None:
    languages = write_catalogue(tmp_path / "languages")
    root = course(tmp_path / "course")
    handed_in = root / "handed_in"
    handed_in.mkdir()
    for name, source in CLASS.items():
        (handed_in / f"{name}.py").write_text(source, encoding="utf-8")
    (handed_in / "paper.ipynb").write_bytes(b"%PDF-1.7 nothing to grade")
    words = ("grade", "far", "handed_in", "--out", "out", "--jobs", "2")
    done = autograder(*words, folder=root, languages=languages)
    assert done.returncode == 0, done.stderr
    for student in (*CLASS, "paper"):
        page = (root / "out" / student / "feedback.html").read_text("utf-8")
        assert f'<html lang="{CODE}">' in page
        assert foreign(page, NAMES) == [], student
        result = json.loads((root / "out" / student / "result.json").read_text("utf-8"))
        assert all(check["title"]["others"][CODE].startswith("⟦") for check in result["checks"])
    assert foreign((root / "out" / "index.html").read_text("utf-8"), NAMES | NAMES_FOR_STAFF) == []
    again = autograder("report", "out", folder=root, languages=languages)
    assert again.returncode == 0, again.stderr
