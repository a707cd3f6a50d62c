"""The short form of assignment.toml: what it stands for, and what is said where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.course.expansion import expand
from autograder.course.loader import find_course, load_assignment
from autograder.errors import StaffError
from autograder.util.compat import read_toml
from tests.support.short_form import SHORT, load_short, write_short

XOR = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


def test_each_writes_the_checks_of_every_item(tmp_path: Path) -> None:
    write_short(tmp_path)
    found = load_short(tmp_path)
    assert [(one.name, one.points, one.visible, one.part, one.needs) for one in found.checks] == [
        ("parameters_3", 10, True, "network_3", ("model_3",)),
        ("trained_3", 4, True, "network_3", ("model_3",)),
        ("prediction_own_3", 10, True, "network_3", ("model_3", "p_3")),
        ("accuracy_at_least_3", 10, False, "network_3", ("model_3",)),
        ("parameters_2", 10, True, "network_2", ("model_2",)),
        ("trained_2", 4, True, "network_2", ("model_2",)),
        ("prediction_own_2", 10, True, "network_2", ("model_2", "p_2")),
        ("nodes", 10, False, "answers", ("nodes",)),
        ("can_learn", 12, False, "answers", ("can_learn",)),
    ]
    assert [(one.name, one.title.ko, one.title.en) for one in found.parts] == [
        ("network_3", "은닉 노드 3개", "Hidden nodes: 3"),
        ("network_2", "은닉 노드 2개", "Hidden nodes: 2"),
        ("answers", "질문", "Questions"),
    ]
    titles = {one.name: one.title for one in found.checks}
    assert titles["trained_2"].ko == "`model_2`를 훈련 표로 학습시켰습니다."
    assert titles["trained_3"].ko == "`model_3`을 훈련 표로 학습시켰습니다."
    assert titles["can_learn"].en == "`can_learn`: three entries"


def test_deliverables_follow_from_the_arguments(tmp_path: Path) -> None:
    write_short(tmp_path)
    found = load_short(tmp_path).deliverables
    assert [(one.name, one.kind, one.probe) for one in found] == [
        ("model_3", "model", (*XOR, (0.125, 7.5))),
        ("model_2", "model", XOR),
        ("p_3", "array", ()),
        ("p_2", "array", ()),
        ("nodes", "value", ()),
        ("can_learn", "value", ()),
    ]


def test_what_is_written_of_a_deliverable_stays(tmp_path: Path) -> None:
    more = '\n[deliverables.nodes]\ntitle.ko = "수"\ntitle.en = "a number"\n'
    more += '[deliverables.plot]\nkind = "value"\ntitle.ko = "그림"\ntitle.en = "a plot"\n'
    write_short(tmp_path, SHORT + more)
    found = {one.name: one for one in load_short(tmp_path).deliverables}
    assert (found["nodes"].kind, found["nodes"].title.ko) == ("value", "수")
    assert found["plot"].title.en == "a plot"
    assert found["can_learn"].title.en


def test_deliverables_that_are_all_written_keep_the_authors_order(tmp_path: Path) -> None:
    names = ["nodes", "p_2", "model_2", "can_learn", "p_3", "model_3"]
    more = "".join(
        f'\n[deliverables.{one}]\ntitle.ko = "{one}"\ntitle.en = "{one}"' for one in names
    )
    write_short(tmp_path, SHORT + more)
    assert [one.name for one in load_short(tmp_path).deliverables] == names


def test_checks_of_both_forms_stand_beside_each_other(tmp_path: Path) -> None:
    more = """
[checks.own]
part = "answers"
points = 3
title.ko = "직접 작성한 항목"
title.en = "one of our own"
[checks.shape]
use = "prediction_shape"
part = "answers"
prediction = "p_3"
shape = [4, 1]
visible = false
bonus = true
"""
    write_short(tmp_path, SHORT + more)
    found = load_short(tmp_path)
    checks = {one.name: one for one in found.checks}
    assert checks["own"].standard is None
    assert checks["shape"].standard is not None
    assert checks["shape"].standard.check == "prediction_shape"
    assert not checks["shape"].visible
    assert found.bonus.checks == ("shape",)
    assert found.max_score == 83


def test_a_course_in_one_language_says_nothing_in_another(tmp_path: Path) -> None:
    write_short(tmp_path, re.sub(r"title\.ko = .*\n", "", SHORT).replace("title.en", "title"))
    (tmp_path / "course.toml").write_text('id = "s"\nlanguages = ["en"]\ntitle = "S"\n', "utf-8")
    found = load_short(tmp_path)
    texts = [text for one in found.checks for text in (one.title, one.hint)]
    assert all(text.ko == text.en for text in [*texts, *(one.title for one in found.parts)])
    assert not re.search("[가-힣]", "".join(text.ko for text in texts))


def test_a_file_in_the_long_form_is_left_as_it_is(tiny_course: Path) -> None:
    path = tiny_course / "assignments" / "tiny" / "assignment.toml"
    data = read_toml(path.read_text("utf-8"))
    expanded = expand(data, path, ("ko", "en"))
    assert expanded.data == data
    assert not expanded.standards
    assert load_assignment(find_course(tiny_course), "tiny").checks[0].standard is None


# what is wrong: (old, new, a part of the line that is named, what is said, the way out)
FAULTS = {
    "two columns of labels": (
        "y = [0, 1, 1, 0]", "y = [[0, 1], [1, 0], [1, 0], [0, 1]]", "trained",
        "takes a table whose y has one column, not 2", "Give one number for each row",
    ),
    "an answer that is no number": (
        "equals = 4711", "equals = nan", "[[parts.answers.checks]]", "`equals`: equals", "",
    ),
    "an activation that is misspelt": (
        'use = "equals"\nvalue = "nodes"\nequals = 4711',
        'use = "activation"\nmodel = "model_3"\ntable = "lamp"\nactivation = "sigmod"',
        "[[parts.answers.checks]]", "Keras has no activation `sigmod`", "Did you mean `sigmoid`?",
    ),
    "a loss under a short name": (
        'use = "equals"\nvalue = "nodes"\nequals = 4711',
        'use = "converged"\nmodel = "model_3"\ntable = "lamp"\noptimum = { mse = 0.25 }',
        "[[parts.answers.checks]]", "`optimum` knows no loss `mse`",
        "Did you mean `mean_squared_error`?",
    ),
    "an unknown check": (
        'use = "trained"', 'use = "traned"', "traned",
        "there is no standard check `traned`", "Did you mean `trained`?",
    ),
    "an unknown argument": (
        'layers = [2, "{each}", 1]', "layer = [2, 1]", "layer =",
        "`parameters` has no argument `layer`", "Did you mean `layers`?",
    ),
    "a missing argument": (
        ', layers = [2, "{each}", 1]', "", '"parameters"',
        "`parameters` needs `layers`", "a list: inputs, then the nodes",
    ),
    "an argument of another type": (
        'layers = [2, "{each}", 1]', 'layers = "2, 1"', '"2, 1"',
        "`parameters`: layers: Expected `array`", "a list: inputs",
    ),
    "a number outside its range": (
        "accuracy = 0.5", "accuracy = 50", "accuracy = 50",
        "`accuracy_at_least`: accuracy: Expected", "number above 0, up to 1",
    ),
    "an unknown table": (
        'table = "lamp", points', 'table = "lmap", points', "lmap",
        "there is no table `lmap`", "Did you mean `lamp`?",
    ),
    "a table without answers": (
        "y = [0, 1, 1, 0]\n", "", '"trained"', "has no y", "Say what belongs to its x.",
    ),
    "tables of unequal length": (
        "y = [0, 1, 1, 0]", "y = [0, 1, 1]", "[tables.lamp]", "x has 4 rows, y has 3", "as many",
    ),
    "rows of unequal length": (
        "[1, 0], [1, 1]]", "[1, 0], [1]]", "[tables.lamp]",
        "the rows of x differ in length", "alike",
    ),
    "text in a table": (
        "y = [0, 1, 1, 0]", 'y = ["a"]', "[tables.lamp]", "table `lamp`", "numbers",
    ),
    "no points": ("points = 4", "points = 0", '"trained"', "`trained` is worth nothing", "points"),
    "points that are text": ("points = 4", 'points = "4"', '"trained"', "points: Expected", "See"),
    "a name for two": (
        'use = "equals"', 'use = "equals"\nname = "trained_2"', "[[parts.answers.checks]]",
        "two checks are called `trained_2`", "name = ",
    ),
    "no Python name": (
        'value = "nodes"', 'value = "two nodes"', "[[parts.answers.checks]]",
        "`two nodes` is no Python name", "variable name",
    ),
    "a variable for two kinds": (
        'value = "nodes"', 'value = "model_2"', "[[parts.answers.checks]]",
        "`model_2` is used as model and as value", "another variable",
    ),
    "an item that the part has not": (
        "each = [3] }", "each = [4] }", "accuracy", "holds 4", "The part has 3, 2.",
    ),
    "no list of items": ("each = [3, 2]", "each = 3", "each = 3", "each = 3", "Write a list"),
    "an item that can't end a name": (
        "each = [3, 2]", 'each = ["a b"]', 'each = ["a b"]', "each = ", "Write a list",
    ),
    "each without a list": (
        "each = [3, 2]\n", "", '"parameters"', "names `each`", "each = [1, 2]",
    ),
    "an unknown place in a text": (
        "{value}: three", "{vlaue}: three", "[[parts.answers.checks]]",
        "a text names `vlaue`", "Did you mean `value`?",
    ),
    "an unknown place in a part's title": (
        'title.en = "Questions"', 'title.en = "{q}"', "title", "a title names `q`", "each = ",
    ),
    "one language only": (
        'title.en = "{value}: three entries"', "", "[[parts.answers.checks]]",
        "missing required field `en`", "title.ko and title.en",
    ),
    "an unknown key of a part": (
        "each = [3, 2]", "eech = [3, 2]", "eech", "parts.network: unknown key `eech`",
        "Did you mean `each`?",
    ),
    "a check without use": ('use = "equals"\n', "", "[[parts", "has no `use`", "[checks.NAME]"),
    "losses of an unknown check": (
        "points = 12", 'points = 12\nloses_also = ["trained_4"]', "[[parts",
        "loses_also names the unknown check `trained_4`", "Did you mean `trained_",
    ),
    "a deliverable that is no table": (
        "[parts.answers]", "[deliverables]\nnodes = 3\n[parts.answers]", "nodes = 3",
        "deliverable `nodes` is no table", "Write [deliverables.nodes].",
    ),
    "checks that are no table": (
        'id = "short"', 'id = "short"\nchecks = 3', "checks = 3",
        "`checks` is no table", "Write [checks.NAME].",
    ),
    "a part's title that is no text": (
        'title.en = "Questions"', "title.en = 3", "title", "a part's title is wrong", "Write both",
    ),
    "a use that each would fill": (
        'use = "trained"', 'use = "{each}"', "{each}",
        "there is no standard check `{each}`", "Known: ",
    ),
    "another kind written": (
        "[parts.answers]", '[deliverables.nodes]\nkind = "array"\n[parts.answers]', "kind",
        "is of kind array, a check uses it as value", "Leave `kind` out.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_its_line_and_a_way_out(tmp_path: Path, fault: str) -> None:
    old, new, line, said, tip = FAULTS[fault]
    assert old in SHORT
    path = write_short(tmp_path, SHORT.replace(old, new, 1))
    with pytest.raises(StaffError) as caught:
        load_short(tmp_path)
    assert said in str(caught.value)
    assert tip in caught.value.tip
    found = re.search(r"\.toml, line (\d+): ", str(caught.value))
    assert found, str(caught.value)
    shown = path.read_text("utf-8").splitlines()[int(found[1]) - 1]
    assert line in shown, str(caught.value)


def test_the_networks_of_xor_have_the_checks_that_they_always_had() -> None:
    found = load_assignment(find_course(Path(__file__)), "xor-mlp")
    points = {"parameters": 6, "layers": 4, "trained": 4, "learned": 11}
    points |= {"prediction_shape": 4, "prediction_own": 4}
    wanted = {f"{name}_{nodes}": worth for name, worth in points.items() for nodes in (3, 2, 1)}
    del wanted["learned_1"]  # one hidden node can't
    assert {one.name: one.points for one in found.checks} == {**wanted, "can_learn_xor": 12}
    hidden = {one.name for one in found.checks if not one.visible}
    assert hidden == {"learned_3", "learned_2", "can_learn_xor"}
    assert not (found.folder / "checks").exists()
