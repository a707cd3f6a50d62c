"""The data sets that this course ships are what their cards say."""

from __future__ import annotations

import csv
import gzip
import io
import struct
from collections import Counter
from typing import Any

import numpy as np
import pytest

from autograder.course import loader
from autograder.course.data_sets import read_data
from scripts import make_course_tables
from tests.support.places import ROOT

DATA = ROOT / "data"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DATA / name).read_text("utf-8"))))


def numbers(table: list[dict[str, str]], column: str) -> np.ndarray[Any, Any]:
    return np.array([float(row[column]) for row in table])


def test_each_is_described_and_has_a_card() -> None:
    described = {one.path: one for one in loader.find_course(ROOT).data}
    files = {one.path: one for one in read_data(DATA)}
    tables = {name for name in files if name.endswith((".csv", ".gz"))}
    assert set(described) == tables
    assert {name: one.digest for name, one in described.items()} == {
        name: files[name].digest for name in tables
    }
    assert all(one.source and one.licence for one in described.values())
    assert all(f"{name.partition('/')[0].removesuffix('.csv')}.md" in files for name in tables)


@pytest.mark.parametrize(
    ("assignment", "name"),
    [
        ("perceptron-iris", "iris.csv"),
        ("card-regression", "cards.csv"),
        ("infert-two-layers", "clinic.csv"),
    ],
)
def test_checks_have_the_table_that_students_get(assignment: str, name: str) -> None:
    checks = ROOT / "assignments" / assignment / "checks" / name
    assert checks.read_bytes() == (DATA / name).read_bytes()


def test_the_irises() -> None:
    table = np.genfromtxt(DATA / "iris.csv", delimiter=",", skip_header=1, usecols=(1, 2, 3, 4))
    kinds = [row["Species"] for row in rows("iris.csv")]
    assert table.shape == (150, 4)
    assert np.all(np.isfinite(table))
    assert kinds == ["setosa"] * 50 + ["versicolor"] * 50 + ["virginica"] * 50
    assert table[34].tolist() == [4.9, 3.1, 1.5, 0.2]  # of which copies on the web differ
    assert table[37].tolist() == [4.9, 3.6, 1.4, 0.1]


def test_the_invented_tables_come_out_of_their_script() -> None:
    assert make_course_tables.cards() == (DATA / "cards.csv").read_text("utf-8")
    assert make_course_tables.clinic() == (DATA / "clinic.csv").read_text("utf-8")
    assert make_course_tables.cards(seed=5) != make_course_tables.cards(), "the seed decides"


def test_the_invented_cards() -> None:
    table = rows("cards.csv")
    spent, income, share = (numbers(table, one) for one in ("expenditure", "income", "share"))
    assert (len(table), len(table[0])) == (1319, 12)
    assert int(np.sum(spent == 0)) == 317
    assert int(np.sum(numbers(table, "age") < 1)) == 7
    assert np.max(np.abs(share - 12 * spent / (10_000 * income))) < 0.0019
    assert 0 < share.min() < share.max() < 1
    assert Counter(row["card"] for row in table) == {"yes": 1023, "no": 296}


def test_the_invented_clinic() -> None:
    table = rows("clinic.csv")
    assert (len(table), len(table[0])) == (248, 8)
    levels = {"0-5yrs": 12, "6-11yrs": 120, "12+ yrs": 116}
    assert Counter(row["education"] for row in table) == levels
    cases = Counter(row["stratum"] for row in table if row["case"] == "1")
    assert len(cases) == 83
    assert set(cases.values()) == {1}
    for column in ("education", "age", "visits", "pool"):
        assert len({(row["stratum"], row[column]) for row in table}) == 83, column
    doses = numbers(table, "drug_b")
    case = numbers(table, "case") == 1
    assert doses[case].mean() > doses[~case].mean() + 0.3, "there is something to learn"


@pytest.mark.parametrize(("part", "each"), [("train", 600), ("t10k", 100)])
def test_the_pictures(part: str, each: int) -> None:
    folder = DATA / "fashion-mnist"
    labels = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    pictures = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())
    assert struct.unpack(">2i", labels[:8]) == (2049, 10 * each)
    assert Counter(labels[8:]) == dict.fromkeys(range(10), each)
    assert struct.unpack(">4i", pictures[:16]) == (2051, 10 * each, 28, 28)
    assert len(pictures) == 16 + 10 * each * 784
    assert "Zalando" in (folder / "LICENSE").read_text("utf-8")
