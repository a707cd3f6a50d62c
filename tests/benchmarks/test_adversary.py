"""Wrong submissions by the hundred: how they are made, and that none earns what it must not."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from autograder.course import loader
from autograder.grading.workers import Workers
from autograder.student import training
from benchmarks.measure.adversary import combine, trial
from benchmarks.measure.adversary.answers import ACTIVATIONS, answer
from benchmarks.measure.adversary.pieces import Piece, families, pieces, template
from benchmarks.measure.adversary.table import count, render
from tests.support.places import ROOT

ALL = tuple(combine.submissions())
SAMPLE = tuple(combine.submissions(scale=0.05))
AXES = sorted({axis for family in families() for axis in family.axes})

ACTIVATE = {
    "sigmoid": lambda values: 1 / (1 + np.exp(-values)),
    "tanh": np.tanh,
    "relu": lambda values: np.maximum(values, 0),
}


@pytest.fixture(name="sample")
def a_trial() -> trial.Trial:
    """One that earned a check."""
    return trial.Trial(
        key="k", assignment="xor-two-hidden", family="preset", name="preset-0", pieces=("a", "b"),
        earned=("learned",), waiting=(), noted=False, bites=True, raised="", graded=True,
        seconds=1.0,
    )  # fmt: skip


def test_there_are_at_least_five_hundred_and_no_two_are_alike() -> None:
    assert len(ALL) >= 500
    assert len({re.sub(r"^# .*", "", wrong.source, flags=re.MULTILINE) for wrong in ALL}) == len(
        ALL
    )
    assert len({wrong.name for wrong in ALL}) == len(ALL)


def test_the_same_seed_gives_the_same_submissions_and_another_seed_others() -> None:
    assert tuple(combine.submissions(scale=0.1)) == tuple(combine.submissions(scale=0.1))
    mine, others = (
        {wrong.source for wrong in combine.submissions(seed, 0.1) if wrong.family == "preset"}
        for seed in (1, 2)
    )
    assert not mine & others


def test_each_is_python_and_names_checks_of_its_assignment() -> None:
    home = loader.find_course(ROOT)
    checks = {
        name: {check.name for check in loader.load_assignment(home, name).checks}
        for name in combine.TASKS
    }
    for wrong in ALL:
        ast.parse(wrong.source)
        assert wrong.loses
        assert set(wrong.loses) <= checks[wrong.assignment], wrong.name


@pytest.mark.parametrize("axis", AXES)
def test_every_piece_is_used(axis: str) -> None:
    used = Counter(name for wrong in ALL for name in wrong.pieces)
    assert not [piece.name for piece in pieces(axis) if not used[piece.name]]


@pytest.mark.parametrize("axis", AXES)
def test_pieces_fill_only_places_of_the_template(axis: str) -> None:
    places = set(re.findall(r"\$(\w+)", template())) | {"epochs", "callbacks", "fit", "batches"}
    for piece in pieces(axis):
        assert piece.slots.keys() <= places | {"code"}, piece.name


def test_names_of_pieces_are_unique() -> None:
    names = [piece.name for axis in AXES for piece in pieces(axis)]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_pieces_that_fill_the_same_place_do_not_combine() -> None:
    piece = Piece("a", {"train": "", "define": ""}, frozenset(), ())
    assert not piece.fits({"train": "x"})
    assert piece.fits({"before": "x", "define": "y"})


def test_what_a_training_call_leaves_out_is_taken() -> None:
    """A handicap that lies in the arguments of `fit` would do nothing where they are not given."""
    loop = next(piece for piece in pieces("feeds") if piece.name == "batches_by_hand")
    zero = next(piece for piece in pieces("handicaps") if piece.name == "sample_weight_zero")
    assert not zero.fits(loop.slots)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("widths", [(2, 1), (3, 1), (2, 3, 1)])
def test_the_answers_solve_the_table(widths: tuple[int, ...], activation: str) -> None:
    values = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    weights = [np.array(each) for each in answer(widths, activation)]
    for at, (kernel, bias) in enumerate(zip(weights[::2], weights[1::2], strict=True)):
        last = at == len(widths) - 1
        values = ACTIVATE["sigmoid" if last else activation](values @ kernel + bias)
    assert np.array_equal(values.reshape(-1) > 0.5, [False, True, True, False])


def test_the_table_counts_each_family_and_names_what_passed(sample: trial.Trial) -> None:
    text = render(count(families(), [sample]))
    assert "| weights set by hand | 1 | 1 | 1 | 0 | 0 |" in text
    assert "| **all** | 1 | 1 | 1 | 0 | 0 |" in text
    assert "- false pass: xor-two-hidden, preset-0 (a, b): learned" in text


def test_trials_are_kept_and_read_again(sample: trial.Trial, tmp_path: Path) -> None:
    file = tmp_path / "trials.jsonl"
    assert trial.read(file) == {}
    trial.add(file, sample)
    assert trial.read(file) == {"k": sample}


def test_a_kept_trial_does_not_hold_for_another_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    assignment = loader.load_assignment(loader.find_course(ROOT), ALL[0].assignment)
    before = trial.key_of(ALL[0], assignment)
    assert trial.key_of(ALL[0], assignment) == before
    monkeypatch.setattr("autograder.results.fingerprints.grader_digest", lambda: "another")
    assert trial.key_of(ALL[0], assignment) != before


def test_what_a_piece_patches_in_the_recorder_is_there() -> None:
    """A name that is gone ends the submission with an error, and nothing is attacked."""
    code = "\n".join(text for piece in pieces("forgeries") for text in piece.slots.values())
    names = set(re.findall(r"\btraining\.(?!FitLog)(\w+)", code.replace("student.training", "")))
    assert {"weights_of", "pack_array", "_describe"} <= names
    assert [name for name in sorted(names) if not hasattr(training, name)] == []
    assert "from autograder.student.training import FitLog" in code
    assert hasattr(training, "FitLog")


def test_families_name_files_of_pieces() -> None:
    folder = ROOT / "benchmarks" / "measure" / "adversary" / "pieces"
    assert {path.stem for path in folder.glob("*.toml")} == set(AXES)
    for path in folder.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8")), path


# What once earned no points and left no word for the staff, by the numbers of scale 0.72.
UNTOLD = (
    "preset-94", "preset-132", "masked-1", "masked-62", "liars-0", "liars-1", "liars-11",
    "liars-20", "liars-25",
)  # fmt: skip


@pytest.mark.thorough
def test_the_staff_reads_of_tricks_that_came_to_nothing(workers: Workers) -> None:
    home = loader.find_course(ROOT)
    chosen = [wrong for wrong in combine.submissions(scale=0.72) if wrong.name in UNTOLD]
    assert len(chosen) == len(UNTOLD)
    for wrong in chosen:
        task = trial.Task("", wrong, loader.load_assignment(home, wrong.assignment))
        found = trial.try_one(task, workers)
        assert found.graded, wrong.source
        assert not found.earned, wrong.source
        assert found.noted, wrong.source


BY_DAY = 4  # of a family; the rest of a sample waits for the night
OF_FAMILIES = [
    pytest.param(family.name, part, marks=mark)
    for family in families()
    for part, mark in (
        (slice(BY_DAY), pytest.mark.thorough),
        (slice(BY_DAY, None), pytest.mark.nightly),
    )
    if [each for each in SAMPLE if each.family == family.name][part]
]


@pytest.mark.parametrize(("family", "part"), OF_FAMILIES)
def test_no_wrong_submission_of_a_sample_earns_points(
    workers: Workers, family: str, part: slice
) -> None:
    """A few of each family; all of them: `make adversary`."""
    home = loader.find_course(ROOT)
    for wrong in [each for each in SAMPLE if each.family == family][part]:
        task = trial.Task("", wrong, loader.load_assignment(home, wrong.assignment))
        found = trial.try_one(task, workers)
        assert found.graded, wrong.source
        assert not found.earned, wrong.source
        # One that an error ended has handed in nothing, and a claim of several things is no trick.
        assert found.noted or found.raised or family == "hedges", wrong.source
