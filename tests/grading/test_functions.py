"""Functions that are handed in, from source to grade: what they answer, and what they try."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.course import loader
from autograder.evidence import (
    MAX_ANSWER_BYTES,
    ArrayEvidence,
    CallEvidence,
    Evidence,
    FunctionEvidence,
    ValueEvidence,
    decode,
    encode,
    pack_array,
)
from autograder.grading.live_questions import questions, with_answers
from autograder.records import Assignment, CheckResult, Outcome, Status
from autograder.results.graded import Graded
from autograder.sandbox.jobs import End, JobOutcome, JobStatus
from tests.conftest import Grader, write_course
from tests.support.simple_evidence import SIMPLE

CALLS = """calls = [
  { args = [[0.0, 0.0]], gives = [0.5, 0.5] },
  { args = [[1.0, 1.0, 1.0, 1.0]], gives = [0.25, 0.25, 0.25, 0.25] },
]"""
SOFTMAX = """
import numpy as np

def {name}(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()
"""
STEP = """
class {name}:
    def fit(self, X, y):
        self.threshold = X[y == 1].min()
        return self

    def predict(self, X):
        return (X[:, 0] >= self.threshold).astype(int)
"""
# Each is right on its face, or tries something; what the feedback says of those that lose.
TRIES = {
    "prints": ("print('x' * 1000, z)", ""),
    "forks": ("import os; os.fork()", "raised `PermissionError`"),
    "sleeps": ("import time; time.sleep(1000)", "did not come back in time"),
    "huge": ("return np.zeros((5000, 5000))", "can't be read"),
    "endless": ("return iter(int, 1)", "can't be read"),
    "object": ("return Evil()", "raised `SystemExit`"),
    "mutates": ("z = z * 1.0; y = z; y -= y.max(); return np.exp(y) / np.exp(y).sum()", ""),
    "in_place": ("z -= z.max(); z[:] = np.exp(z) / np.exp(z).sum(); return z", ""),
    "remembers": ("seen.append(z); return np.full(len(seen[0]), 1 / len(seen[0]))", "1 of 2"),
    "no_return": ("z + 1", "gives `None`"),
    "one_more": ("", "does not take them"),
    "index": ("return z[7]", "raised `IndexError`"),
    "own_error": ("raise type(str(list(z)), (ValueError,), {})(str(z))", "raised `ValueError`"),
    "nan": ("return z / 0 * 0", "`nan` or `inf`"),
    "no_function": ("", "a single number"),
}
KEEPS = {"prints", "mutates", "in_place"}


def source_of(name: str) -> str:
    if name == "one_more":
        return f"def {name}(z, w):\n    return z\n"
    if name == "no_function":
        return f"{name} = 3\n"
    right = "    e = np.exp(z - np.max(z))\n    return e / e.sum()\n"
    body = f"    {TRIES[name][0]}\n"
    return f"def {name}(z):\n{body}{right if name in {'prints', 'forks', 'sleeps'} else ''}\n"


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    root = write_course(tmp_path_factory.mktemp("course") / "course")
    names = ["softmax", *TRIES]
    lines = ['id = "tiny"', "version = 1", 'title.ko = "함수"', 'title.en = "Functions"']
    lines += ["[parts.all]", 'title.ko = "전부"', 'title.en = "All"']
    for name in names:
        lines += ["[[parts.all.checks]]", 'use = "gives"', f'function = "{name}"', CALLS]
    step = "fit = [[[1.0], [2.0], [3.0]], [0, 0, 1]], args = [[[0.0], [3.5]]], gives = [0, 1]"
    lines += [
        "[[parts.all.checks]]", 'use = "gives"', 'function = "Step"', "within = 1e-9",
        f"calls = [{{ {step} }}]",
    ]  # fmt: skip
    (root / "assignments/tiny/assignment.toml").write_text("\n".join(lines), encoding="utf-8")
    return loader.load_assignment(loader.find_course(root), "tiny")


@pytest.fixture(scope="module")
def graded(functions: Assignment, grade_source: Grader) -> Graded:
    evil = "class Evil:\n    def __array__(self, *a, **k):\n        raise SystemExit\n"
    cells = [SOFTMAX.format(name="softmax"), STEP.format(name="Step"), evil + "seen = []\n"]
    return grade_source("# %%\n" + "\n# %%\n".join([*cells, *map(source_of, TRIES)]), functions)


def result(graded: Graded, name: str) -> CheckResult:
    return next(check for check in graded.grade.checks if check.name == name)


def test_a_right_function_and_a_right_class_get_their_points(graded: Graded) -> None:
    assert graded.grade.status is Status.GRADED
    assert result(graded, "softmax").outcome is Outcome.PASSED
    assert result(graded, "Step").outcome is Outcome.PASSED


@pytest.mark.parametrize("name", TRIES)
def test_what_a_function_tries_is_its_own_loss_alone(graded: Graded, name: str) -> None:
    found = result(graded, name)
    assert (found.outcome is Outcome.PASSED) == (name in KEEPS)
    assert found.outcome in {Outcome.PASSED, Outcome.FAILED}
    assert TRIES[name][1] in found.message.en
    assert bool(found.message.ko) == bool(found.message.en)


def test_an_error_names_its_cell_and_line(graded: Graded) -> None:
    cell = 4 + list(TRIES).index("index")
    assert f"in cell {cell}, line 2" in result(graded, "index").message.en
    assert f"{cell}번째 셀 2번째 줄" in result(graded, "index").message.ko


def test_a_function_tells_nobody_what_it_was_asked(graded: Graded) -> None:
    told = result(graded, "own_error").message
    assert "0.0" not in told.en + told.ko
    assert graded.run.payload is not None
    assert "xxx" not in decode(graded.run.payload).output  # asked when all cells have ended


def test_a_process_that_ends_when_it_is_asked_keeps_the_rest(
    functions: Assignment, grade_source: Grader
) -> None:
    source = SOFTMAX.format(name="softmax") + "import os\ndef prints(z):\n    os._exit(0)\n"
    graded = grade_source(source, functions)
    assert graded.grade.status is Status.GRADED
    assert result(graded, "softmax").outcome is Outcome.PASSED
    assert "did not come back" in result(graded, "prints").message.en
    assert result(graded, "forks").outcome is Outcome.NOT_CHECKED


# --- what a hostile process sends -----------------------------------------------------------


def outcome(deliverable: FunctionEvidence, *answers: bytes) -> JobOutcome:
    evidence = msgspec.structs.replace(SIMPLE, deliverables={"softmax": deliverable})
    return JobOutcome(JobStatus(End.FINISHED, 0, 0, 0, ()), encode(evidence), answers)


def kept(functions: Assignment, found: JobOutcome) -> tuple[CallEvidence, ...]:
    payload = with_answers(found, functions)
    assert payload is not None
    softmax = decode(payload).deliverables["softmax"]
    assert isinstance(softmax, FunctionEvidence)
    return softmax.answers


def test_answers_that_nobody_asked_for_are_none(functions: Assignment) -> None:
    forged = FunctionEvidence(
        "function", (CallEvidence("answered", ValueEvidence("list", "[0.5, 0.5]")),)
    )
    assert kept(functions, outcome(forged)) == ()


def test_the_questions_hold_no_answers(functions: Assignment) -> None:
    payload = outcome(FunctionEvidence("function")).payload
    assert payload is not None
    asked = questions(payload, functions)
    assert len(asked) == 2
    assert not any(b"gives" in one or b"0.25" in one for one in asked)


SHORT = msgspec.structs.replace(pack_array(np.ones(2)), shape=(10**6, 10**6))
HOSTILE = {
    "nothing": b"",
    "no JSON": b"{",
    "another record": msgspec.json.encode(pack_array(np.ones(2))),
    "nested": b"[" * 100_000,
    "a shape without its bytes": msgspec.json.encode(
        CallEvidence("answered", ArrayEvidence("ndarray", SHORT))
    ),
    "an answer without a value": msgspec.json.encode(CallEvidence("answered")),
    "an error with a value": msgspec.json.encode(CallEvidence("raised", ValueEvidence("int", "1"))),
    "too large": msgspec.json.encode(
        CallEvidence("answered", ArrayEvidence("ndarray", pack_array(np.ones(MAX_ANSWER_BYTES))))
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_no_answer(functions: Assignment, name: str) -> None:
    found = kept(functions, outcome(FunctionEvidence("function"), HOSTILE[name]))
    assert [one.outcome for one in found] == ["unreadable"]


def test_more_answers_than_questions_are_left_out(functions: Assignment) -> None:
    one = msgspec.json.encode(CallEvidence("answered", ValueEvidence("int", "1")))
    assert len(kept(functions, outcome(FunctionEvidence("function"), *[one] * 9))) == 2


def test_more_answers_than_a_function_can_have_are_no_evidence() -> None:
    many = tuple(CallEvidence("late") for _ in range(40))
    evidence = msgspec.structs.replace(SIMPLE, deliverables={"f": FunctionEvidence("f", many)})
    with pytest.raises(ValueError, match="length"):
        decode(encode(evidence))


def test_evidence_without_functions_is_left_as_it_is(tmp_path: Path, tiny: Assignment) -> None:
    del tmp_path
    payload = encode(SIMPLE)
    assert with_answers(JobOutcome(JobStatus(End.FINISHED, 0, 0, 0, ()), payload), tiny) is payload
    assert isinstance(decode(payload), Evidence)
