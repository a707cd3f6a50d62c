"""Catalogues of further languages: what they say, and what is refused."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner

from autograder.cli.main import cli
from autograder.course.loader import find_course, load_assignment
from autograder.errors import StaffError
from autograder.records import NO_TEXT, Text, joined, listed, say
from autograder.util.catalogues import CatalogueError, catalogues
from scripts.catalogue import PACKAGE, catalogue
from tests.support.pseudo_language import CODE, pseudo, write_catalogue
from tests.support.short_form import COURSE, SHORT, write_short

GERMAN = """
name = "Deutsch"
[messages]
"{count} of {all} rows" = "{count} Zeilen von {all}"
"Well done!" = "Gut gemacht!"
"empty" = ""
"""


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "languages"
    folder.mkdir()
    (folder / "de.toml").write_text(GERMAN, encoding="utf-8")
    monkeypatch.setenv("AUTOGRADER_LANGUAGES", str(folder))
    return folder


@pytest.mark.usefixtures("german")
def test_a_message_is_known_by_its_english_text() -> None:
    assert Text("잘했습니다!", "Well done!").to("de") == "Gut gemacht!"
    assert Text("비었음", "empty").to("de") == "empty"
    assert Text("모름", "nobody has said this").to("de") == "nobody has said this"


@pytest.mark.usefixtures("german")
def test_what_is_filled_in_is_said_in_the_language_too() -> None:
    inner = Text("잘했습니다!", "Well done!")
    text = say("{all}줄 중 {count}", "{count} of {all} rows", count=inner, all=4)
    assert text.to("de") == "Gut gemacht! Zeilen von 4"
    assert joined(inner, NO_TEXT, text, between=" – ").to("de") == f"Gut gemacht! – {text.to('de')}"


@pytest.mark.usefixtures("german")
def test_a_message_from_the_process_of_the_checks_is_still_known() -> None:
    text = say("{all}줄 중 {count}", "{count} of {all} rows", count=Text("둘", "two"), all=4)
    read = msgspec.json.decode(msgspec.json.encode(text), type=Text)
    assert read == text
    assert read.to("de") == "two Zeilen von 4"


def test_numbers_of_numpy_are_sent_as_numbers() -> None:
    text = say(
        "{n}개 중 {m}, {share:.2f}", "{m} of {n}, {share:.2f}",
        n=np.int64(4), m=np.str_("two"), share=np.float32(0.25),
    )  # fmt: skip
    read = msgspec.json.decode(msgspec.json.encode(text), type=Text)
    assert (read.en, read.words) == ("two of 4, 0.25", {"n": 4, "m": "two", "share": 0.25})


def test_a_list_has_its_and_in_english_alone() -> None:
    assert (listed(["a"]).ko, listed(["a"]).en) == ("a", "a")
    assert (listed(["a", "b", "c"]).ko, listed(["a", "b", "c"]).en) == ("a, b, c", "a, b and c")


WRONG = {
    "no TOML": ("de.toml", "name = ", "can't be read"),
    "no messages": ("de.toml", 'name = "Deutsch"\n', "is no catalogue"),
    "a number": ("de.toml", 'name = "D"\n[messages]\n"a" = 1\n', "is no text"),
    "a place of its own": ("de.toml", 'name = "D"\n[messages]\n"{a}" = "{b}"\n', "no place {b}"),
    "the code of Korean": ("ko.toml", GERMAN, "is called by no further language"),
    "no code": ("Deutsch 2.toml", GERMAN, "is called by no further language"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_catalogue_that_cant_be_used_is_told_with_its_name(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, text, said = WRONG[fault]
    folder = tmp_path / "languages"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("AUTOGRADER_LANGUAGES", str(folder))
    with pytest.raises(CatalogueError, match=re.escape(said)) as caught:
        catalogues()
    assert str(folder / name) in str(caught.value)
    assert caught.value.tip
    write_short(tmp_path / "course")
    done = CliRunner().invoke(cli, ["release", "--check", "--course", str(tmp_path / "course")])
    assert done.exit_code == 2
    assert said in done.output


def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_LANGUAGES", "/nowhere/at/all")
    with pytest.raises(CatalogueError, match="/nowhere/at/all"):
        catalogues()


# --- a course ---------------------------------------------------------------------------------


def course(root: Path, languages: str, text: str = SHORT) -> Path:
    path = write_short(root, text)
    (root / "course.toml").write_text(f"languages = {languages}\n{COURSE}", encoding="utf-8")
    return path


THIRD = re.sub(r'title\.en = "(.*)"', r'title.en = "\1"\ntitle.de = "de: \1"', SHORT)


@pytest.mark.usefixtures("german")
def test_a_course_may_have_one_of_ours_and_another(tmp_path: Path) -> None:
    root = tmp_path / "course"
    course(root, '["ko", "de"]', re.sub(r"title\.en = .*\n", "", THIRD))
    (root / "course.toml").write_text(
        'id = "short"\nlanguages = ["ko", "de"]\ntitle.ko = "과목"\ntitle.de = "Kurs"\n', "utf-8"
    )
    made = load_assignment(find_course(root, root), "short")
    assert made.languages == ("ko", "de")
    assert made.title.to("de") == "de: A short assignment"
    assert made.title.to("ko") == "짧은 과제"
    assert next(part.title.to("de") for part in made.parts) == "de: Hidden nodes: 3"
    can_learn = next(check for check in made.checks if check.name == "can_learn")
    assert can_learn.title.to("de") == "de: {value}: three entries".replace(
        "{value}", "`can_learn`"
    )


@pytest.mark.usefixtures("german")
def test_a_text_that_is_missing_in_a_language_of_the_course_is_told(tmp_path: Path) -> None:
    root = tmp_path / "course"
    course(root, '["ko", "en", "de"]')
    with pytest.raises(StaffError, match=r"course\.toml, line \d+: title is missing in `de`") as no:
        find_course(root, root)
    assert "title.de" in no.value.tip


def test_a_language_without_a_catalogue_is_refused_with_a_way_out(tmp_path: Path) -> None:
    course(tmp_path, '["ko", "xx"]')
    with pytest.raises(StaffError, match="languages = ") as caught:
        find_course(tmp_path, tmp_path)
    assert "AUTOGRADER_LANGUAGES" in caught.value.tip


# --- all that the program says ----------------------------------------------------------------


def test_a_catalogue_can_be_made_of_all_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_LANGUAGES", str(write_catalogue(tmp_path / "languages")))
    found = catalogues()[CODE].messages
    assert len(found) > 600
    assert found["Everything is right. Well done!"] == pseudo("Everything is right. Well done!")
    assert "{name}" in found["Not checked, because `{name}` is missing."]
    assert '"Everything is right. Well done!" = ""' in catalogue("Deutsch", {})


def test_no_message_for_students_is_put_together_where_no_catalogue_can_know_it() -> None:
    told = []
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).as_posix()
        if room.startswith(
            ("cli/", "importers/", "quality/", "student/", "course/example/", "course/schemas/")
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Text", "say"}:
                given = [*node.args, *(one.value for one in node.keywords)]
                if any(isinstance(one, ast.JoinedStr) for one in given[:2]):
                    told.append(f"{room}:{node.lineno}")
    assert told == []
