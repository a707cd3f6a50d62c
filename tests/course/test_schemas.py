"""The JSON schemas: made of the code, right about every file, and found by editors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from autograder.checks.library import LIBRARY
from autograder.course import form, standard
from autograder.course.loader import Course, find_course, load_assignment
from autograder.course.pictures_asked import BoundaryForm, ConfusionForm
from autograder.course.scaffold import STARTERS, start_assignment, start_course
from autograder.course.schemas import assignment as of_assignment
from autograder.course.schemas import course as of_course
from autograder.course.schemas import shipped, standard_checks, words
from autograder.course.schemas.shipped import KINDS, Kind
from autograder.errors import StaffError
from autograder.importers import nbgrader, otter, writing
from autograder.importers.convert import convert
from autograder.records import LANGUAGES, Limits
from autograder.util.compat import read_toml
from docs_site.schemas import renewed
from tests.conftest import ASSIGNMENT_TOML, COURSE_TOML, daily
from tests.course.test_expansion import FAULTS as SHORT_FAULTS
from tests.course.test_languages import FAULTS as LONG_FAULTS
from tests.support import importer_sources
from tests.support.command_line import call_here
from tests.support.places import ROOT
from tests.support.short_form import COURSE, SHORT, load_short, write_short
from tests.support.toml_values import Place, changed, places, toml


def complaints(data: Any, schema: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(data)]


def named_schema(path: Path) -> Any:
    """The schema that the first line of a file names, as an editor finds it."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    named = path.parent / first.removeprefix("#:schema ")
    return json.loads(named.read_text(encoding="utf-8"))


def complaints_of(path: Path) -> list[str]:
    return complaints(read_toml(path.read_text(encoding="utf-8")), named_schema(path))


# --- made of the code -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shipped_is_made_of_the_code(kind: Kind) -> None:
    assert shipped.shipped_text(kind) == renewed(kind), "run `python -m docs_site.schemas`"
    assert shipped.version(kind) >= 1
    assert shipped.schema_text(kind) == shipped.shipped_text(kind)


def test_this_course_has_the_schemas_that_are_shipped() -> None:
    assert shipped.stale_schemas(ROOT, LANGUAGES) == (), "run `autograder release`"


@pytest.mark.parametrize("languages", [("ko", "en"), ("ko",), ("en",)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one(kind: Kind, languages: Any) -> None:
    jsonschema.Draft7Validator.check_schema(shipped.schema(kind, languages))


RECORDS = {
    "deliverable": (form.DeliverableForm, of_assignment.DELIVERABLE, words.DELIVERABLE, ()),
    "confusion": (ConfusionForm, of_assignment.CONFUSION, words.CONFUSION, ()),
    "boundary": (BoundaryForm, of_assignment.BOUNDARY, words.BOUNDARY, ()),
    "part": (form.PartForm, of_assignment.PART, words.PART, ("each", "checks")),
    "late": (form.LateForm, of_assignment.LATE, words.LATE, ()),
    "bonus": (form.BonusForm, of_assignment.BONUS, words.BONUS, ()),
    "assignment": (
        form.AssignmentForm, of_assignment.ASSIGNMENT, words.ASSIGNMENT, ("tables",)
    ),
    "course": (form.CourseForm, of_course.COURSE, words.COURSE, ()),
    "data": (form.DataForm, of_course.DATA, words.DATA, ()),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_every_key_that_is_read_is_in_the_schema_with_words(name: str) -> None:
    record, schemas, about, more = RECORDS[name]
    wanted = {one.name for one in msgspec.structs.fields(record)} | set(more)
    assert set(schemas) == wanted
    assert set(about) == wanted


def test_every_key_of_checks_and_every_limit_is_in_the_schema_with_words() -> None:
    own = {one.name for one in msgspec.structs.fields(form.CheckForm)}
    assert set(of_assignment.CHECK) == own
    assert set(standard_checks._SETTINGS) == standard._SETTINGS - {"use"}
    assert set(words.CHECK) == own | standard._SETTINGS - {"use"}
    assert set(words.LIMITS) == {one.name for one in fields(Limits)}


@pytest.mark.parametrize("name", LIBRARY)
def test_a_standard_check_has_its_own_arguments(name: str) -> None:
    found: Any = shipped.schema("assignment")
    check = found["definitions"][f"use_{name}"]
    about = check["properties"]
    for argument in LIBRARY[name].arguments:
        has_default = argument.default is not msgspec.NODEFAULT
        assert (argument.name in check["required"]) != has_default
        assert len(about[argument.name]["description"].split("\n\n")) == 2  # in both languages
        if has_default and argument.default is not None:  # None says that there is nothing
            assert about[argument.name]["default"] == argument.default
        assert argument.name in found["definitions"]["check_in_part"]["properties"]
    assert about["points"]["default"] == LIBRARY[name].points
    assert name in found["definitions"]["check_in_part"]["properties"]["use"]["enum"]


# --- right about every file -------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [ROOT / "course.toml", *sorted((ROOT / "assignments").glob("*/assignment.toml"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_file_of_this_course_is_right(path: Path) -> None:
    assert complaints_of(path) == []


ONE_LANGUAGE = 'id = "c"\nlanguages = ["{}"]\ntitle = "A course"\n'


@pytest.mark.parametrize("languages", ["both", "ko", "en"])
def test_what_init_and_new_write_is_right(languages: str, tmp_path: Path) -> None:
    if languages == "both":
        course, first = start_course(tmp_path / "course")
        assert complaints_of(course.root / "course.toml") == []
        assert complaints_of(first.folder / "assignment.toml") == []
    else:
        (tmp_path / "course.toml").write_text(ONE_LANGUAGE.format(languages), encoding="utf-8")
        course = find_course(tmp_path, tmp_path)
    for starter in ("", *STARTERS):
        made = start_assignment(course, f"from-{starter or 'example'}", starter)
        assert complaints_of(made.folder / "assignment.toml") == []


def test_what_import_writes_is_right(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    course = find_course(tmp_path, tmp_path)
    theirs = importer_sources.nbgrader_course(tmp_path / "theirs")
    labs = importer_sources.otter_master(tmp_path / "labs")
    for source in (*nbgrader.read(theirs, ""), *otter.read(labs, "")):
        made = writing.write(course, convert(source))
        assert complaints_of(made.folder / "assignment.toml") == []


# Faults of the loader's tests that lie between two places of a file, or in the words of a text.
UNSEEN = {
    "two columns of labels", "an answer that is no number", "an unknown table",
    "a table without answers", "tables of unequal length", "rows of unequal length",
    "an activation that is misspelt",  # Keras writes each in several ways
    "a name for two", "a variable for two kinds", "an item that the part has not",
    "each without a list", "an unknown place in a text", "an unknown place in a part's title",
    "losses of an unknown check", "another kind written", "an unknown need",
}  # fmt: skip
LONG = {"assignment": ASSIGNMENT_TOML, "course": COURSE_TOML}
FAULTS: Mapping[str, tuple[Kind, str]] = {
    **{name: ("assignment", SHORT.replace(f[0], f[1], 1)) for name, f in SHORT_FAULTS.items()},
    **{
        f"long: {name}": ("course" if f[0] == "course" else "assignment",
                          LONG[f[0]].replace(f[1], f[2], 1))
        for name, f in LONG_FAULTS.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_loader_refuses_the_schema_refuses_where_it_can(fault: str) -> None:
    kind, text = FAULTS[fault]
    found = complaints(read_toml(text), shipped.schema(kind))
    assert bool(found) != (fault.removeprefix("long: ") in UNSEEN), found


OWN = '[checks.own]\nuse = "equals"\nvalue = "n"\nequals = 1\n'
FURTHER_FAULTS = {
    "a table that is none": SHORT.replace("[tables.lamp]", "tables.more = 3\n[tables.lamp]"),
    "a part among the keys of a check of a part": SHORT.replace(
        'value = "nodes"', 'part = "answers"\nvalue = "nodes"'
    ),
    "a standard check of no part": SHORT + OWN,
    "a standard check that names itself": f'{SHORT}{OWN}part = "answers"\nname = "m"\n',
    "a limit of nothing": SHORT + "[limits]\nseconds = 0\n",
    "a limit that does not exist": SHORT + "[limits]\nminutes = 1\n",
    "more than all for each day": SHORT + "[late]\nper_day = 101\n",
    "no checks at all": 'id = "short"\nversion = 1\ntitle.ko = "가"\ntitle.en = "a"\n[parts]\n',
    "capital letters in the name": SHORT.replace('id = "short"', 'id = "Short"'),
    "a use that each would fill": SHORT.replace('use = "trained"', 'use = "{each}"'),
}


@pytest.mark.parametrize("fault", FURTHER_FAULTS)
def test_loader_and_schema_agree_on_further_faults(fault: str, tmp_path: Path) -> None:
    write_short(tmp_path, FURTHER_FAULTS[fault])
    with pytest.raises(StaffError):
        load_short(tmp_path)
    assert complaints(read_toml(FURTHER_FAULTS[fault]), shipped.schema("assignment"))


# Every value of these is put into every place of these files, in courses of these languages: where
# the loader has nothing to say, the schema has nothing either.
VALUES: tuple[Any, ...] = (
    *(0, 1, -1, 0.5, 101, True, "", "x", "3", "{each}", "m_{each}", "two words"),
    *(
        [],
        [1],
        ["x"],
        [[0, 1]],
        {},
        {"ko": "가", "en": "a"},
        {"en": "a"},
        {"x": [0, 1], "y": [1, 0]},
    ),
)
MORE = """
[deliverables.nodes]
title.ko = "수"
title.en = "a number"
[checks.shape]
use = "prediction_shape"
part = "answers"
prediction = "p_3"
shape = [4, 1]
bonus = true
[checks.best]
use = "converged"
part = "answers"
model = "model_3"
table = "lamp"
optimum = { mean_squared_error = 0.25 }
[late]
per_day = 10
cap = 50
[limits]
seconds = 20
"""
FILES: Mapping[str, tuple[Kind, str]] = {
    "short": ("assignment", SHORT + MORE),
    "long": ("assignment", ASSIGNMENT_TOML.replace('"tiny"', '"short"')),
    "course": ("course", COURSE_TOML + 'lang = "ko"\nlanguages = ["ko", "en"]\nlegacy = "accept"\n'
               'libraries = ["pandas"]\n[limits]\nseconds = 3\n'),
}  # fmt: skip
IN_ONE = 'id = "short"\nlanguages = ["en"]\ntitle = "A course"\n'


def is_loaded(root: Path, kind: Kind, text: str) -> Course | None:
    """The course, where nothing is wrong with it and its assignment."""
    name = "course.toml" if kind == "course" else "assignments/short/assignment.toml"
    (root / name).write_text(text, encoding="utf-8")
    try:
        course = find_course(root, root)
        load_assignment(course, "short")
    except StaffError:
        return None
    return course


def variants(data: Any, place: Place) -> list[Any]:
    found = [changed(data, place, value) for value in VALUES]
    found.append(changed(data, place, None, remove=True))
    if isinstance(place[-1], str):
        found.append(changed(data, place, None, key=f"{place[-1]}_"))
    return found


@pytest.mark.parametrize("course", daily(["both"], ["both", "en"]))
@pytest.mark.parametrize("file", daily(["course"], FILES))
def test_a_schema_never_complains_of_what_is_loaded(file: str, course: str, tmp_path: Path) -> None:
    kind, text = FILES[file]
    write_short(tmp_path, SHORT)
    if course == "en" and kind == "assignment":
        (tmp_path / "course.toml").write_text(IN_ONE, encoding="utf-8")
    data = read_toml(text)
    schema = shipped.schema(kind, LANGUAGES if course == "both" else ("en",))
    validator = jsonschema.Draft7Validator(schema)
    loaded = 0
    for place in places(data):
        for variant in variants(data, place):
            if is_loaded(tmp_path, kind, toml(variant)):
                loaded += 1
                assert [one.message for one in validator.iter_errors(variant)] == [], place
    assert loaded > 10


# --- found by editors -------------------------------------------------------------------------


def test_a_course_gets_a_changed_schema_with_its_next_release(tmp_path: Path) -> None:
    course, _ = start_course(tmp_path / "course")
    path = course.root / ".autograder" / "assignment.schema.json"
    current = path.read_text(encoding="utf-8")
    path.write_text("{}", encoding="utf-8")  # of an older version
    said = call_here("release", "--check", cwd=course.root)
    assert said.returncode == 1
    assert f"stale: {path}" in said.stdout
    assert call_here("release", cwd=course.root).returncode == 0
    assert path.read_text(encoding="utf-8") == current


def test_an_older_autograder_leaves_a_newer_schema_alone(tmp_path: Path) -> None:
    course, _ = start_course(tmp_path / "course")
    path = course.root / ".autograder" / "course.schema.json"
    newer = json.dumps({shipped.VERSION: shipped.version("course") + 1})
    path.write_text(newer, encoding="utf-8")
    assert shipped.stale_schemas(course.root, course.languages) == ()
    start_assignment(course, "next")
    assert path.read_text(encoding="utf-8") == newer


def test_a_course_that_has_no_schemas_is_left_without(tiny_course: Path) -> None:
    assert call_here("release", cwd=tiny_course).returncode == 0
    assert call_here("release", "--check", cwd=tiny_course).returncode == 0
    assert not (tiny_course / ".autograder").exists()


def test_the_command_prints_one_or_writes_both(tiny_course: Path) -> None:
    for kind in KINDS:
        printed = call_here("schema", kind, cwd=tiny_course)
        assert printed.stdout == shipped.shipped_text(kind)
    done = call_here("schema", "--write", cwd=tiny_course)
    assert done.returncode == 0, done.stderr
    assert shipped.first_line("assignment") in done.stdout
    assert shipped.stale_schemas(tiny_course, LANGUAGES) == ()
    assert call_here("schema", cwd=tiny_course).returncode == 2


def test_the_schema_of_a_course_in_one_language_asks_for_one(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(ONE_LANGUAGE.format("en"), encoding="utf-8")
    printed = json.loads(call_here("schema", "assignment", cwd=tmp_path).stdout)
    part = 'title = "A"\nchecks = [{ use = "equals", value = "n", equals = 1 }]\n'
    found = read_toml(f'id = "a"\nversion = 1\ntitle = "T"\n[parts.p]\n{part}')
    assert complaints(found, printed) == []
    assert complaints(found, shipped.schema("assignment"))


@pytest.fixture
def taplo() -> str:
    """The checker that VS Code's extension for TOML uses."""
    path = shutil.which("taplo") or shutil.which("taplo", path=str(Path(sys.executable).parent))
    if path is None:
        pytest.skip("taplo is not there: `pip install taplo`")
    return path


def told_by(taplo: str, path: Path) -> str:
    command = [taplo, "check", "--no-auto-config", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "failed to load schema" not in done.stderr
    assert (done.returncode == 0) == ("error: " not in done.stderr), done.stderr
    return done.stderr if done.returncode else ""


def test_an_editor_finds_nothing_wrong_with_this_course(taplo: str) -> None:
    for path in (ROOT / "course.toml", *(ROOT / "assignments").glob("*/assignment.toml")):
        assert told_by(taplo, path) == ""


def test_an_editor_names_what_is_wrong(taplo: str, tmp_path: Path) -> None:
    course, _ = start_course(tmp_path / "course")
    made = start_assignment(course, "line", "regression")
    path = made.folder / "assignment.toml"
    right = path.read_text(encoding="utf-8")
    assert told_by(taplo, path) == ""
    for old, new, said in (
        ('use = "fitted"', 'use = "fited"', '"fited" is not one of'),
        ("within = 0.3", "wihtin = 0.3", "'wihtin' was unexpected"),
        ("layers = [1, 1]", "layers = 2", '2 is not of type "array"'),
        ("within = 0.3", "within = 0", "0 is less than or equal to the minimum of 0"),
    ):
        assert old in right
        path.write_text(right.replace(old, new), encoding="utf-8")
        assert said in told_by(taplo, path)
