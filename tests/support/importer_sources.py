"""Assignments in the shape of nbgrader's and Otter's, written for these tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Cell = Mapping[str, Any]

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def cell(kind: str, source: str, *, output: str = "", **metadata: Any) -> Cell:
    """A cell as in the file; ``output`` is what Jupyter shows below."""
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        data = {"data": {"text/plain": output}, "output_type": "execute_result", "metadata": {}}
        made |= {"execution_count": None, "outputs": [data] if output else []}
    return made


def write(path: Path, cells: Sequence[Cell], **metadata: Any) -> Path:
    """A notebook of these cells."""
    about = {"metadata": {**PYTHON, **metadata}, "nbformat": 4, "nbformat_minor": 4}
    notebook = {"cells": list(cells), **about}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def says(grade_id: str, **more: Any) -> dict[str, Any]:
    """nbgrader's metadata of a cell (schema 3)."""
    plain = {"grade": False, "solution": False, "locked": False, "schema_version": 3}
    return {"nbgrader": {**plain, "grade_id": grade_id, **more}}


def answer(grade_id: str) -> dict[str, Any]:
    return says(grade_id, solution=True)


def test(grade_id: str, points: float) -> dict[str, Any]:
    return says(grade_id, grade=True, locked=True, points=points)


def by_person(grade_id: str, points: float) -> dict[str, Any]:
    return says(grade_id, grade=True, solution=True, points=points)


def nbgrader_course(folder: Path) -> Path:
    """A course of nbgrader's with one notebook in Korean: a line, facts, a function, an essay."""
    cells = [
        cell("markdown", "# 직선 배우기\n\n노드 하나로 직선을 배워 봅시다."),
        cell("code", "%matplotlib inline\nimport keras\nimport numpy as np"),
        cell(
            "code",
            "x = np.array([[-1.0], [0.0], [1.0], [2.0]])\ny = 2 * x + 1\nTOLERANCE = 0.2",
            **says("data", locked=True),
        ),
        cell("markdown", "## 모델"),
        cell(
            "code",
            "keras.utils.set_random_seed(1)\n### BEGIN SOLUTION\n"
            "model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])\n"
            "model.compile(optimizer=keras.optimizers.SGD(0.1), loss='mse')\n"
            "model.fit(x, y, epochs=200, verbose=0)\n### END SOLUTION",
            **answer("cell-0123456789abcdef"),
        ),
        cell(
            "code",
            "assert isinstance(model, keras.Sequential), '모델은 Sequential이어야 합니다.'\n"
            "assert model.count_params() == 2\nassert model.output_shape == (None, 1)",
            **test("model-shape", 2),
        ),
        cell(
            "code",
            "# 숨은 검사가 있습니다.\n### BEGIN HIDDEN TESTS\n"
            "assert np.all(np.abs(model.predict(np.array([[10.0]]), verbose=0) - 21) < TOLERANCE)\n"
            "### END HIDDEN TESTS",
            **test("model-line", 3),
        ),
        cell("markdown", "## 질문"),
        cell("code", "shape = y.shape\nfacts = {'slope': 2, 'order': (2, 1)}", **answer("facts")),
        cell(
            "code",
            "from nose.tools import assert_equal\nassert_equal(shape, (4, 1))\n"
            "assert isinstance(shape, tuple)\nassert facts == {'slope': 2, 'order': (2, 1)}",
            **test("facts-test", 2),
        ),
        cell("code", "predictions = model.predict(x, verbose=0)", **answer("predictions")),
        cell(
            "code",
            "assert predictions.shape == (4, 1)\n"
            "np.testing.assert_allclose(predictions, y, atol=TOLERANCE)",
            **test("predictions-test", 1),
        ),
        cell("code", "def double(n):\n    return 2 * n", **answer("double")),
        cell("code", "assert double(2) == 4\nassert shape[0] == 4", **test("double-test", 1)),
        cell("markdown", "직선은 하나의 노드로 배울 수 있습니다.", **by_person("why", 2)),
        cell("code", "assert True", **test("free", 0)),
    ]
    write(folder / "source" / "week1" / "line.ipynb", cells)
    write(folder / "source" / "header.ipynb", [cell("markdown", "# 머리말")])
    return folder


def otter_master(folder: Path) -> Path:
    """A master notebook of Otter's, in English."""

    def raw(source: str) -> Cell:
        return cell("raw", source)

    cells = [
        raw("# ASSIGNMENT CONFIG\nname: lab1\ngenerate: true"),
        cell("code", "import numpy as np"),
        cell("markdown", "# Lab 1: arrays"),
        raw("# BEGIN QUESTION\nname: q1\npoints: 4"),
        cell("markdown", "**Question 1.** Assign `prime` to the smallest prime number."),
        raw("# BEGIN SOLUTION"),
        cell("code", 'prime = 2 # SOLUTION\n""" # BEGIN PROMPT\nprime = ...\n""" # END PROMPT'),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        cell("code", "isinstance(prime, int)", output="True"),
        cell(
            "code",
            '""" # BEGIN TEST CONFIG\npoints: 3\nhidden: true\n""" # END TEST CONFIG\nprime',
            output="2",
        ),
        raw("# END TESTS"),
        raw("# END QUESTION"),
        raw("# BEGIN QUESTION\nname: q2\npoints:\n    - 1\n    - 2"),
        cell("markdown", "**Question 2.** Make `z`, ten draws, and `square`."),
        raw("# BEGIN SOLUTION"),
        cell(
            "code",
            "rng = np.random.default_rng(3) # SEED\nz = rng.normal(size=10) # SOLUTION\n"
            "def square(a):\n    # BEGIN SOLUTION\n    return a * a\n    # END SOLUTION",
        ),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        cell("code", "assert len(z) == 10, 'z should have ten numbers.'"),
        cell("code", "# HIDDEN\nsquare(3)", output="9"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
        raw("# BEGIN QUESTION\nname: q3\nmanual: true\npoints: 2.5"),
        cell("markdown", "**Question 3.** What is a prime number?"),
        raw("# BEGIN SOLUTION"),
        cell("markdown", "**SOLUTION:** a number with two divisors"),
        raw("# END SOLUTION"),
        raw("# END QUESTION"),
        cell("markdown", "## Afterwards"),
        cell("code", "1 / 0"),
    ]
    return write(folder / "lab1.ipynb", cells)


def otter_compiled(folder: Path) -> Path:
    """What ``otter assign`` makes: a notebook with checks, and tests in both formats."""
    cells = [
        cell("code", 'import otter\ngrader = otter.Notebook("lab2.ipynb")'),
        cell("markdown", "# Lab 2"),
        cell("code", "import numpy as np"),
        cell("code", "mean = np.mean([1, 2, 6])", tags=["otter_assign_solution_cell"]),
        cell("code", 'grader.check("q1")'),
        cell("code", "names = ['a', 'b']\nboth = (1, 2.5)", tags=["otter_assign_solution_cell"]),
        cell("code", 'grader.check("q2")'),
    ]
    ok = {
        "name": "q1",
        "points": 1,
        "suites": [{"cases": [
            {"code": ">>> mean > 0\nTrue", "hidden": False, "locked": False},
            {"code": ">>> import math\n>>> math.isclose(mean, 3)\nTrue", "hidden": True},
            {"code": ">>> round(mean, 2)\nnp.float64(3.0)", "hidden": True},
        ]}],
    }  # fmt: skip
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "q1.py").write_text(f"OK_FORMAT = True\n\ntest = {ok!r}\n", "utf-8")
    (folder / "tests" / "q2.py").write_text(
        "from otter.test_files import test_case\n\nOK_FORMAT = False\n\nname = 'q2'\npoints = 2\n"
        "all_or_nothing = True\n\n"
        "@test_case(points=None, hidden=False)\ndef test_names(names):\n"
        "    assert names == ['a', 'b']\n\n"
        "@test_case(points=None, hidden=True, failure_message='Look at both.')\n"
        "def test_both(env):\n    assert env['both'] == (1, 2.5)\n    assert 'both' in env\n",
        "utf-8",
    )
    return write(folder / "lab2.ipynb", cells).parent
