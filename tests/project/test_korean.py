"""Particles follow the sound of the word before them, in every text of the project."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.records.texts import filled
from autograder.util.korean import PAIRS, Pair, particle
from tests.support.places import ROOT

VOWEL = """
x 나 model_2 `model_2` prediction_4 model_12 accuracy layer tensor loss class
keras softmax batch epochs value size image float start print dict list tanh
sigmoid grid add csv np tf plt sgd GPU PDF CSV XOR OR MSE history optimizer
theory data.csv xor.ipynb hw.py a.png b.txt max_accuracy y_pred can_learn_xor
x_test 코알라 사과(apple) 과제(1) Dense() Dense(3) Dense(3)(x) np.array([1,2]) 5 9 4 2
% 100% shape reshape range weight insight CP949(EUC-KR) UTF-32 K KB dense relu
ReLU noise sequence text object network task save feature square log debug check
method path graph __init__2 numpy true False scores predicted_class Keras C++
can_learn_xor() 'x' (4,2) [0.2] "값어치" exit GRU １２
"""
CONSONANT = """
입력값 model_1 model_3 model_10 model_0 prediction_3 `prediction_1` 6 7 8 100 fit
fit() `fit(…)` model Model model() `model` Sequential kernel label signal file
table json config.json python function train training main random zip xor.zip
name time type None n m l N plot map step stop stack back lr metric logistic
input output dropout unit target Adam adam column sign dataset net notebook NaN
C# learn callback Adam(0.1) LSTM RNN can_learn y_train `x_train` fit_(x) 값 R
JSON keras.Input((2,)) 목록
"""
L = "서울 model file table 1 7 8 model_1 l r Sequential GradientTape_model 파일(.py)"
AFTER_VOWEL, AFTER_CONSONANT, AFTER_L = (words.split() for words in (VOWEL, CONSONANT, L))


@pytest.mark.parametrize("word", AFTER_VOWEL)
def test_after_a_vowel(word: str) -> None:
    assert [particle(word, pair) for pair in PAIRS] == ["는", "가", "를", "와", "로"]


@pytest.mark.parametrize("word", AFTER_CONSONANT)
def test_after_a_consonant(word: str) -> None:
    assert [particle(word, pair) for pair in PAIRS[:4]] == ["은", "이", "을", "과"]


@pytest.mark.parametrize(("words", "form"), [(AFTER_L, "로"), (["fit", "3", "0", "6"], "으로")])
def test_the_direction_follows_an_l_as_it_follows_a_vowel(words: list[str], form: str) -> None:
    assert {particle(word, "으로/로") for word in words} == {form}


@pytest.mark.parametrize(
    "word", ["", "🙂", "()", "```", "漢", " ", "(" * 5000, "a" * 100_000 + "("]
)
def test_what_nobody_reads_gets_a_form_all_the_same(word: str) -> None:
    assert particle(word, "은/는") in {"은", "는"}


def test_a_word_in_a_template_brings_its_particle() -> None:
    told = "`{name}`{name:은/는} {name:>8} {other}{other:으로/로}"
    said = filled(told, {"name": "model_2", "other": "fit"}, "ko")
    assert said == "`model_2`는  model_2 fit으로"


# --- every text of the repository ---------------------------------------------------------

PAIR_OF: dict[str, Pair] = {form: pair for pair in PAIRS for form in pair.split("/")}
FORMS = "|".join(sorted(PAIR_OF, key=len, reverse=True))
ENDS = r"(?=[\s,.?!)\"'*<|]|\\n|$)"
# A name between backticks, a word of Latin letters or digits, perhaps with brackets after it.
FOLLOWED = re.compile(
    rf"(?P<word>`[^`\n]{{1,80}}`|[가-힣A-Za-z0-9_.]+\([^()\n]{{1,40}}\)|[A-Za-z0-9_.%]*[A-Za-z0-9%])"
    rf"(?P<form>{FORMS}){ENDS}"
)
BOTH = re.compile(
    r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|와\(과\)|과\(와\)|\(으\)로"
)
# In code a placeholder is no word: its particle has to be chosen when the word is known.
BLIND = re.compile(rf"\}}`?(?:{FORMS}){ENDS}")
TEXTS = {".py", ".toml", ".md", ".html", ".ipynb", ".js"}
# Not ours to write: what students hand in, and examples of both forms.
APART = ("tests/project/test_korean.py", "tests/fixtures/submissions/", "examples/",
         "more_examples/", "benchmarks/")  # fmt: skip


def texts() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in listed.splitlines():
        expected = name in {
            "tests/fixtures/submissions/expected.toml",
            "tests/fixtures/submissions/graded.toml",
        }
        path = ROOT / name
        if path.suffix in TEXTS and path.is_file() and (expected or not name.startswith(APART)):
            yield path


def test_no_text_has_a_wrong_particle() -> None:
    wrong = []
    count = 0
    for path in texts():
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            for found in FOLLOWED.finditer(line):
                if "{" in found["word"] or not re.search("[A-Za-z0-9]", found["word"]):
                    continue
                count += 1
                right = particle(found["word"], PAIR_OF[found["form"]])
                if right != found["form"]:
                    wrong.append(f"{path.relative_to(ROOT)}:{number}: {found[0]} → {right}")
    assert wrong == []
    assert count > 500


def test_no_text_leaves_the_choice_to_the_reader() -> None:
    both = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        if BOTH.search(line)
    ]
    assert both == []


def test_a_placeholder_is_followed_by_the_particle_of_its_word() -> None:
    blind = [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path in texts()
        if path.suffix in {".py", ".toml"} and "tests" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        for found in BLIND.finditer(line)
        if not re.search(r"particle\([^)]*\)$", line[: found.start()])
    ]
    assert blind == []
