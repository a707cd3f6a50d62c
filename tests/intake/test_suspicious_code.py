"""Code that reaches for what is not its own is named; ordinary work is not."""

from __future__ import annotations

import pytest

from autograder.course import loader
from autograder.errors import SubmissionError
from autograder.intake.reader import read_program
from autograder.intake.suspicious_code import attempts
from autograder.quality.security_tests import attack_files
from autograder.records import Attempt, Submission
from tests.support.places import ROOT
from tests.support.wrong_sources import wrong_sources

SNOOPING = "오태현_4주차"  # an example that looks for the checks, in vain


def found(source: str, name: str = "kim.py") -> tuple[Attempt, ...]:
    submission = Submission("kim", source.encode(), name)
    try:
        return attempts(read_program(submission))
    except SubmissionError:
        return ()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import os\nos.kill(1, 9)", "other processes"),
        ("from os import kill as hello\n\nhello(1, 9)", "other processes"),
        ("import os as o\no.execvp('ls', ['ls'])", "starts another program"),
        ("import socket\nsocket.socket()", "network connection"),
        ("import ctypes", "below Python"),
        ("from autograder.student import export", "the grader itself"),
        ("import keras\nkeras.Model.count_params = lambda self: 3", "function of a library"),
        ("import json\nsetattr(json, 'dumps', str)", "function of a library"),
        ("model.get_weights = lambda: drawn", "a method of a Keras model"),
        ("model.optimizer.apply = lambda *given: None", "a method of a Keras model"),
        ("setattr(model, 'fit', lambda *given: None)", "a method of a Keras model"),
        (
            (
                "import keras\nclass Net(keras.Sequential):\n"
                " def fit(self, *a):\n  pass\nNet.predict = None"
            ),
            "a method of a Keras model",
        ),
        ("open('/proc/1/environ')", "files that are not its own"),
        ("open(f'/home/{1}/x')", "files that are not its own"),
        ("import sys\nsys.settrace(print)", "hooks into"),
        ("().__class__.__base__.__subclasses__()", "hooks into"),
    ],
)
def test_it_is_named_with_its_line(source: str, told: str) -> None:
    named = found(source)
    assert told in named[-1].what.en
    assert named[-1].line == len(source.splitlines())
    assert named[-1].cell == 1


@pytest.mark.parametrize(
    "source",
    [
        "!cat /etc/passwd\n%cd /root\nx = 1",  # commands are not run, and say so themselves
        "import os\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'\nos.makedirs('out', exist_ok=True)",
        "import keras\nkeras.config.floatx = 'float32'\nmodel = keras.Sequential()\nmodel.x = 1",
        (
            "import keras\nclass Net(keras.Model):\n def call(self, x): return x\n"
            " def train_step(self, data): return {}\n def build(self, shape): self.weights = 1"
        ),
        "class Perceptron:\n def fit(self, x, y): pass\n def predict(self, x): return x",
        "open('/content/drive/MyDrive/data.csv')",
        "def f(:\n  os.kill(1, 9)",  # no Python: none of it ran
        "print('my home is my castle, autograder says')",
    ],
)
def test_ordinary_code_is_not(source: str) -> None:
    assert found(source) == ()


def test_a_model_with_a_fit_of_its_own_is_named() -> None:
    source = "from keras import Sequential as S\nclass Net(S):\n def fit(self, *a): pass"
    assert [one.line for one in found(source)] == [2]


@pytest.mark.parametrize("kind", ["network", "processes"])
def test_every_such_attack_of_the_suite_is_named(kind: str) -> None:
    known = attack_files.read_all(attack_files.folder())
    chosen = [attack for attack in known if attack.kind == kind]
    assert len(chosen) > 5
    assert [one.name for one in chosen if not found(one.source)] == []


def test_the_example_that_looks_for_the_checks_is_named() -> None:
    (snooping,) = ROOT.glob(f"more_examples/*/submissions/{SNOOPING}.ipynb")
    assert found(snooping.read_text("utf-8"), snooping.name)


def test_no_honest_or_merely_wrong_submission_is_named() -> None:
    files = [*ROOT.glob("*examples/*/submissions/**/*"), *ROOT.glob("reference/*.py")]
    files += ROOT.glob("student_template/*")
    files = [path for path in files if path.stem != SNOOPING]
    read = 0
    for name in loader.assignment_names(loader.find_course(ROOT)):
        for wrong, source in wrong_sources(name).items():
            assert found(source, f"{wrong}.py") == (), wrong
            read += 1
    for path in files:
        if path.suffix in {".py", ".ipynb"}:
            text = path.read_bytes().decode("utf-8", "replace")
            assert found(text, path.name) == (), path
            read += 1
    assert read > 200


def test_a_flood_of_them_is_cut() -> None:
    assert len(found("import os\n" + "os.kill(1, 9)\n" * 5000)) == 20


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "-" * 100_000 + "1",
        "a" + ".b" * 50_000,
        "f(" * 5_000 + ")" * 5_000,
        "1" + "+1" * 60_000,
        "lambda:" * 20_000 + "1",
        "x=" * 2_000_000 + "1",
    ],
    ids=lambda source: source[:4],
)
def test_code_made_to_break_a_parser_is_no_matter(source: str) -> None:
    assert found(source) == ()
