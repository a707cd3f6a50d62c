"""The rules that turn one test of another grader into the body of a check."""

from __future__ import annotations

import pytest

from autograder.importers.assertions import Converted, convert, kinds, with_imports_of
from autograder.importers.doctests import NoRuleError, as_assertions, expecting
from autograder.importers.namespace import namespace_of
from autograder.importers.otter_tests import Case, Question, resolved
from autograder.importers.records import OurCell

NOTEBOOK = (
    "import numpy as np\n"
    "import pandas as pd\n"
    "def square(a):\n    return a * a\n"
    "x = 2\n"
    "pair = (1, 2)\n"
    "facts = {'order': (1, 2)}\n"
    "a = np.arange(4)\n"
    "model = keras.Sequential([])\n"
)


def converted(source: str) -> Converted:
    answer = f"### BEGIN SOLUTION\n{NOTEBOOK}\n### END SOLUTION"
    given = OurCell("code", "LIMIT = 3\nlist_of = []\nlist_of.append(1)")
    names = with_imports_of([source], namespace_of([OurCell("code", answer, answer=True), given]))
    return convert(source, names, kinds([source], names))


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("assert x == 2, 'two'", "assert x == 2"),
        ("assert np.allclose(a, [0, 1, 2, 3])", "assert np.allclose(a, [0, 1, 2, 3])"),
        ("assert a.shape == (4,)", "assert a.shape == (4,)"),
        ("assert pair == (1, 2)", "assert pair == (1, 2)"),
        ("assert facts == {'order': (1, 2)}", "assert facts == {'order': [1, 2]}"),
        ("assert facts['order'] == (1, 2)", "assert facts['order'] == [1, 2]"),
        ("assert isinstance(model, keras.Model)", "assert hasattr(model, 'weights')"),
        ("assert model.count_params() == 2", "assert model.count_params() == 2"),
        (
            "assert model.predict(a, verbose=0)[0] > 1",
            "assert student.predict('model', a)[0] > 1",
        ),
        ("assert_equal(x, 2)", "assert x == 2"),
        ("self.assertAlmostEqual(x, 2, places=3)", "assert round(x - 2, 3) == 0"),
        ("assert_in(x, [1, 2])", "assert x in [1, 2]"),
        ("assert 'x' in globals()", "assert True"),
        ("assert env['x'] == 2", "assert x == 2"),
        ("assert env['pair'] == (1, 2)", "assert pair == (1, 2)"),
        ("print(x)\n'a text'\nassert x <= LIMIT", "LIMIT = 3\nassert x <= LIMIT"),
        ("for n in a:\n    assert n < 4", "for n in a:\n    assert n < 4"),
    ],
)
def test_what_looks_at_variables_alone_is_kept(source: str, body: str) -> None:
    found = converted(source)
    assert not found.refused
    assert "\n".join(found.body) == body
    assert found.asserts


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("assert square(2) == 4", "calls `square`"),
        ("assert 'square' in globals()", "calls `square`"),
        ("assert (pd.Series(a) > 0).all()", "module `pandas`"),
        ("assert open('x.txt').read()", "calls `open`"),
        ("assert model.optimizer is not None", "asks for `optimizer`"),
        ("assert unknown == 2", "`unknown`, which no cell makes"),
        ("del x", "changes the notebook's own variables"),
        ("assert_raises(ValueError, square, 2)", "no rule"),
        ("%timeit x", "no Python that runs outside"),
    ],
)
def test_what_no_rule_can_keep_is_named_with_its_reason(source: str, reason: str) -> None:
    found = converted(source)
    assert not found.body
    assert [reason in one.reason for one in found.refused] == [True], found.refused


def test_a_line_that_needs_a_refused_one_is_refused_too() -> None:
    found = converted("got = square(2)\nassert got == 4\nassert x == 2")
    assert found.body == ("assert x == 2",)
    assert len(found.refused) == 2
    assert "no cell makes" in found.refused[1].reason


def test_what_students_are_given_is_written_into_the_check_unless_it_changes() -> None:
    assert "LIMIT" not in converted("assert x < LIMIT").uses
    assert converted("assert list_of == [x]").uses == ("list_of", "x")
    assert converted("assert list_of == [x]").given == ("list_of",)


@pytest.mark.parametrize("source", ["assert True", "assert 1 < 2", "x = 3", "print(x)"])
def test_a_test_of_nothing_of_the_students_asserts_nothing(source: str) -> None:
    assert not converted(source).asserts


@pytest.mark.parametrize(
    ("source", "weak"),
    [
        ("assert x != 3", True),
        ("assert not x", True),
        ("assert x is None", True),
        ("assert x is not None", False),
        ("assert x == 2", False),
        ("assert x != 3 and x > 0", True),
        ("assert len(a) == 4", False),
    ],
)
def test_it_is_known_what_none_could_pass(source: str, weak: bool) -> None:
    assert bool(converted(source).weak) is weak


@pytest.mark.parametrize(
    ("source", "want", "assertion"),
    [
        ("x", "2", "assert x == 2"),
        ("x > 1", "True", "assert x > 1"),
        ("x > 1", "False", "assert not x > 1"),
        ("x", "True", "assert x == True"),
        ("f(x)", "'a'", "assert f(x) == 'a'"),
        ("f(x)", "np.float64(2.5)", "assert f(x) == 2.5"),
        ("f(x)", "np.True_", "assert f(x) == True"),
        ("print(x)", "2.0", "assert str(x) == '2.0'"),
        ("assert x", "", "assert x"),
        (
            "f(x)", "array([1, 2])",
            "import numpy as np\nassert np.allclose(f(x), [1, 2], atol=1e-08)",
        ),
    ],
)  # fmt: skip
def test_an_output_is_held_against_the_value(source: str, want: str, assertion: str) -> None:
    assert expecting(source, want) == assertion


@pytest.mark.parametrize("want", ["<Figure size 640x480>", "Name | Rating", "array([1, ..., 9])"])
def test_an_output_that_is_no_value_has_no_rule(want: str) -> None:
    with pytest.raises(NoRuleError):
        expecting("x", want)


def test_a_doctest_of_several_lines_is_one_test() -> None:
    code = ">>> import math\n>>> y = math.sqrt(x)\n>>> y\n2.0\n"
    assert as_assertions(code) == "import math\ny = math.sqrt(x)\nassert y == 2.0"


def cases(*points: float | None) -> list[Case]:
    return [Case("assert x", "", points=one) for one in points]


@pytest.mark.parametrize(
    ("question", "points", "worth"),
    [
        (None, (None, None), [0.5, 0.5]),
        (None, (None, None, None), [0.34, 0.33, 0.33]),
        (6, (2, None, None, 2), [2, 1, 1, 2]),
        (None, (3, None), [3, 0]),
        (None, (0, None, None), [0, 0.5, 0.5]),
        (4, (None, None), [2, 2]),
        (2, (3, None), [3, 0]),
    ],
)
def test_points_are_shared_out_as_otter_does(
    question: float | None, points: tuple[float | None, ...], worth: list[float]
) -> None:
    assert resolved(Question("q", question), cases(*points)) == worth
