"""One submission, from source to grade, through both real processes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from autograder.evidence import decode
from autograder.grading.events import Event, Running, RunningCell
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.records import Assignment, Outcome, Status, Submission
from autograder.results.graded import Settings
from tests.conftest import RIGHT, Grader


def outcomes(graded) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in graded.grade.checks}


def test_a_right_answer_gets_all_points(grade_source: Grader) -> None:
    grade = grade_source(RIGHT).grade
    assert (grade.status, grade.score, grade.max_score) == (Status.GRADED, 100, 100)


def test_a_wrong_answer_loses_its_check_and_nothing_else(grade_source: Grader) -> None:
    graded = grade_source(RIGHT.replace("42", "41"))
    assert outcomes(graded) == {"answer": Outcome.FAILED, "model": Outcome.PASSED}
    assert graded.grade.score == 40


def test_a_missing_deliverable_is_said_once_and_its_check_is_not_checked(
    grade_source: Grader,
) -> None:
    graded = grade_source("answer = 42")
    assert outcomes(graded) == {"answer": Outcome.PASSED, "model": Outcome.NOT_CHECKED}
    said = [note.en for note in graded.grade.notes if "`model`" in note.en]
    assert len(said) == 1


def test_a_name_nearly_right_is_pointed_out(grade_source: Grader) -> None:
    graded = grade_source("Answer = 42")
    assert any("Found `Answer`" in note.en for note in graded.grade.notes)
    assert any("`Answer`가 있습니다" in note.ko for note in graded.grade.notes)


def test_a_cell_that_raises_is_reported_and_the_later_cells_run(grade_source: Grader) -> None:
    graded = grade_source(f"# %%\nx = 1\nboom\n# %%\n{RIGHT}")
    (error,) = graded.grade.errors
    assert (error.cell, error.line, error.name, error.source) == (1, 2, "NameError", "boom")
    assert graded.grade.score == 100
    assert "cell 1, line 2" in graded.grade.message.en


def test_a_syntax_error_is_at_its_line(grade_source: Grader) -> None:
    graded = grade_source("# %%\nok = 1\nfor in x:\n    pass\n# %%\nanswer = 42")
    (error,) = graded.grade.errors
    assert (error.cell, error.line, error.name) == (1, 2, "SyntaxError")
    assert outcomes(graded)["answer"] is Outcome.PASSED


def test_a_failure_inside_a_function_of_an_earlier_cell_is_at_the_call(
    grade_source: Grader,
) -> None:
    graded = grade_source("# %%\ndef f():\n    return 1 / 0\n# %%\nx = 1\n\nf()")
    (error,) = graded.grade.errors
    assert (error.cell, error.line, error.name) == (2, 3, "ZeroDivisionError")


def test_system_commands_are_refused_in_both_languages(grade_source: Grader) -> None:
    graded = grade_source("!touch /tmp/never\nanswer = 42")
    output = decode(graded.run.payload).output
    assert "system commands are not run" in output
    assert "시스템 명령을 실행하지 않습니다" in output
    assert outcomes(graded)["answer"] is Outcome.PASSED


def test_the_executed_notebook_holds_prints_values_figures_and_errors(
    grade_source: Grader,
) -> None:
    nbformat = pytest.importorskip("nbformat")
    source = (
        "# %%\nprint('hello')\n1 + 1\n# %%\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
        "plt.show()\n# %%\n1 / 0\n"
    )
    notebook = nbformat.from_dict(json.loads(grade_source(source).notebook))
    nbformat.validate(notebook)
    first, second, third = (cell["outputs"] for cell in notebook.cells)
    assert first[0]["text"] == "hello\n"
    assert first[1]["data"]["text/plain"] == "2"
    assert any("image/png" in output.get("data", {}) for output in second)
    assert third[0]["ename"] == "ZeroDivisionError"


def test_a_loop_without_end_keeps_what_came_before_it(
    grade_source: Grader, tiny: Assignment
) -> None:
    short = replace(tiny, limits=replace(tiny.limits, seconds=3))
    graded = grade_source(f"# %%\n{RIGHT}\n# %%\nwhile True: pass\n# %%\nanswer = 0", short)
    assert graded.grade.status is Status.TIMEOUT
    assert graded.grade.score == 100
    assert "3초" in graded.grade.message.ko


def test_a_loop_that_ignores_the_interrupt_is_killed(
    grade_source: Grader, tiny: Assignment
) -> None:
    short = replace(tiny, limits=replace(tiny.limits, seconds=2))
    loop = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    graded = grade_source(f"answer = 42\n# %%\n{loop}", short)
    assert graded.grade.status is Status.TIMEOUT
    assert graded.grade.score == 60  # of what the cells before it left
    assert "in cell 2" in graded.grade.message.en


def test_too_much_memory_is_told_with_its_cell_and_the_rest_counts(grade_source: Grader) -> None:
    hog = "import numpy as np\nbig = np.ones((3 * 2**30,), dtype='uint8')"
    graded = grade_source(f"# %%\n{hog}\n# %%\n{RIGHT}")
    assert graded.grade.status is Status.MEMORY
    assert graded.grade.score == 100
    assert "in cell 1" in graded.grade.message.en


@pytest.mark.parametrize("way", ["import os; os._exit(0)", "import os; os.close(3)"])
def test_leaving_early_earns_nothing(grade_source: Grader, way: str) -> None:
    graded = grade_source(f"{RIGHT}\n{way}")
    assert graded.grade.status is Status.GRADED
    assert graded.grade.score == 0


@pytest.mark.parametrize("way", ["exit()", "quit()", "raise SystemExit"])
def test_a_polite_exit_ends_its_cell_only(grade_source: Grader, way: str) -> None:
    assert grade_source(f"# %%\n{way}\n# %%\n{RIGHT}").grade.score == 100


def test_forged_evidence_is_no_more_than_a_claim(grade_source: Grader) -> None:
    forged = (
        "import socket, struct\n"
        "channel = socket.socket(fileno=3)\n"
        "channel.sendall(struct.pack('<cQ', b'E', 2**50))\n"
    )
    graded = grade_source(f"{RIGHT}\n{forged}")
    assert graded.grade.score == 0


def test_a_check_that_breaks_leaves_the_submission_ungraded(
    grade_source: Grader, tiny_course
) -> None:
    from autograder.course import loader

    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text().replace("== 42", "== undefined_name"))
    assignment = loader.load_assignment(loader.find_course(tiny_course), "tiny")
    graded = grade_source(RIGHT, assignment)
    assert graded.grade.status is Status.UNGRADED
    assert outcomes(graded)["answer"] is Outcome.COULD_NOT_CHECK


def test_an_award_gives_a_part_and_what_is_told_reaches_the_student(
    grade_source: Grader, tiny_course
) -> None:
    from autograder.course import loader

    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    lines = 'student.tell(ko="거의 맞았습니다.", en="Nearly.")\n    student.award(0.5)'
    path.write_text(path.read_text().replace('assert student.value("answer") == 42', lines))
    assignment = loader.load_assignment(loader.find_course(tiny_course), "tiny")
    graded = grade_source(RIGHT, assignment)
    (check, _) = graded.grade.checks
    assert (check.outcome, check.earned) == (Outcome.PARTIAL, 30)
    assert (check.message.ko, check.message.en) == ("거의 맞았습니다.", "Nearly.")


def test_an_award_of_nothing_is_a_failed_check(grade_source: Grader, tiny_course) -> None:
    graded = grade_source(RIGHT, with_check(tiny_course, "student.award(0)"))
    (check, _) = graded.grade.checks
    assert (check.outcome, check.earned) == (Outcome.FAILED, 0)


def with_check(tiny_course, line: str) -> Assignment:
    """The tiny assignment with another check for the answer."""
    from autograder.course import loader

    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text().replace('assert student.value("answer") == 42', line))
    return loader.load_assignment(loader.find_course(tiny_course), "tiny")


def test_a_loop_of_train_on_batch_is_recorded_as_training(grade_source: Grader) -> None:
    loop = """
import numpy as np
x, y = np.eye(2), np.ones((2, 1))
model.compile(optimizer="sgd", loss="mse")
for _ in range(7):
    model.train_on_batch(x, y)
model.fit(x, y, epochs=2, verbose=0)
for _ in range(3):
    model.train_on_batch(x[:1], y[:1])
"""
    evidence = decode(grade_source(f"{RIGHT}{loop}").run.payload)
    assert [(fit.epochs, fit.batch_size) for fit in evidence.fits] == [(7, 2), (2, 32), (3, 1)]
    assert evidence.deliverables["model"].fits == (0, 1, 2)
    first, second, third = evidence.fits
    assert len(first.history["loss"]) == 7
    assert first.final_weights == second.initial_weights
    assert second.final_weights == third.initial_weights
    assert evidence.deliverables["model"].weights == third.final_weights


def test_a_trained_model_that_was_saved_and_loaded_keeps_its_record(grade_source: Grader) -> None:
    copied = """
import numpy as np
model.compile(optimizer="sgd", loss="mse")
model.fit(np.eye(2), np.ones((2, 1)), epochs=3, verbose=0)
model.save("net.keras")
model = keras.models.load_model("net.keras")
"""
    evidence = decode(grade_source(f"{RIGHT}{copied}").run.payload)
    assert evidence.deliverables["model"].fits == (0,)


OWN_LOOP = """
import tensorflow as tf
optimizer = keras.optimizers.SGD(0.1)
for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(tf.eye(2)) - 1.0))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
"""


@pytest.mark.parametrize(
    ("more", "outcome"), [(OWN_LOOP, Outcome.PENDING), ("", Outcome.PASSED)], ids=["loop", "none"]
)
def test_a_training_loop_of_ones_own_goes_to_a_person(
    grade_source: Grader, tiny_course, more: str, outcome: Outcome
) -> None:
    assignment = with_check(tiny_course, 'student.need_record("model")')
    graded = grade_source(f"{RIGHT}{more}", assignment)
    check = graded.grade.checks[0]
    assert check.outcome is outcome
    assert check.by_hand is (outcome is Outcome.PENDING)
    assert graded.grade.pending == (60 if check.by_hand else 0)
    assert ("Your teacher will look at this" in check.message.en) is check.by_hand


def test_a_subclassed_model_is_traced_into_its_layers(grade_source: Grader) -> None:
    source = """
import keras
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(1)
    def call(self, x):
        return self.out(x)
answer = 42
model = Net()
"""
    assert grade_source(source).grade.score == 100


def test_a_model_that_cannot_be_traced_is_probed_while_it_lives(grade_source: Grader) -> None:
    source = """
import keras, tensorflow as tf
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(1)
    def call(self, x):
        return tf.nn.relu(self.out(tf.convert_to_tensor(x)))
model = Net()
model(tf.zeros((1, 2)))
"""
    graded = grade_source(source)
    model = decode(graded.run.payload).deliverables["model"]
    assert model.opaque
    assert model.probe is not None
    assert outcomes(graded)["model"] is Outcome.PASSED


OWN_FUNCTION = """
import keras
answer = 42
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation=lambda x: 2 * x)])
"""
COMPILED_INSIDE = """
import keras
answer = 42
inner = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
inner.compile("adam", "mse")
model = keras.Sequential([keras.Input((2,)), inner])
"""
OWN_STEP = """
import keras
answer = 42
class Net(keras.Model):
    def train_step(self, data):
        return {}
inputs = keras.Input((2,))
model = Net(inputs, keras.layers.Dense(1)(inputs))
"""


@pytest.mark.parametrize(
    ("source", "opaque"), [(OWN_FUNCTION, True), (COMPILED_INSIDE, False), (OWN_STEP, False)],
    ids=["a function of one's own", "a compiled model inside", "a train_step of one's own"],
)  # fmt: skip
def test_a_right_model_in_an_unusual_style_gets_its_points(
    grade_source: Grader, source: str, opaque: bool
) -> None:
    graded = grade_source(source)
    assert graded.grade.score == 100
    assert bool(decode(graded.run.payload).deliverables["model"].opaque) is opaque


def test_a_string_for_a_model_is_told_in_words(grade_source: Grader) -> None:
    graded = grade_source("answer = 42\nmodel = 'a model'")
    check = graded.grade.checks[1]
    assert check.outcome is Outcome.FAILED
    assert check.message.en == (
        "`model` is a text in quotes; the assignment needs a Keras model (`keras.Sequential` or "
        "`keras.Model`), trained with `fit`."
    )
    assert check.hint.en == ""  # it speaks of the number of nodes


def test_one_callback_without_a_list_is_recorded(grade_source: Grader) -> None:
    fit = """
import numpy as np
model.compile(optimizer="sgd", loss="mse")
stop = keras.callbacks.EarlyStopping(monitor="loss")
model.fit(np.zeros((4, 2)), np.zeros((4, 1)), epochs=3, verbose=0, callbacks=stop)
"""
    evidence = decode(grade_source(f"{RIGHT}{fit}").run.payload)
    (recorded,) = evidence.fits
    assert "EarlyStopping" in recorded.callbacks[0]
    assert evidence.deliverables["model"].fits == (0,)


def test_the_running_cell_is_told_by_its_place_among_those_with_code(
    tiny: Assignment, workers: Workers
) -> None:
    heard: list[Event] = []
    slow = "import time\ntime.sleep(0.4)"
    text = "# %% [markdown]\n# text\n"
    source = f"{text}# %%\n{slow}\n{text}# %%\n{slow}\n{RIGHT}"
    one = Submission("kim", source.encode(), "kim.py")
    done = grade_submission(one, tiny, workers, Settings(), on_event=heard.append)
    assert done.grade.score == 100
    (running,) = [event for event in heard if isinstance(event, Running)]
    assert running.cells == 2
    told = [event for event in heard if isinstance(event, RunningCell)]
    assert told
    assert [one.cell for one in told] in ([1], [2], [1, 2])
    assert {(one.student, one.assignment, one.cells) for one in told} == {("kim", "tiny", 2)}


def test_a_made_up_number_of_a_cell_changes_no_grade(tiny: Assignment, workers: Workers) -> None:
    """The channel of the process is the student's, who may write what they like into it."""
    heard: list[Event] = []
    forged = (
        "import os, struct\n"
        "for n in (b'2', b'77', b'0'):\n"
        "    os.write(3, struct.pack('<cQ', b'C', len(n)) + n)\n"
    )
    one = Submission("kim", f"{forged}{RIGHT}".encode(), "kim.py")
    done = grade_submission(one, tiny, workers, Settings(), on_event=heard.append)
    assert done.grade.score == 100
    assert {one.cell for one in heard if isinstance(one, RunningCell)} <= {1}
