"""Writes the synthetic tables of the course, data/cards.csv and data/clinic.csv.

``python scripts/make_course_tables.py DIR``. Each has the shape and the traps of a table that
textbooks use and whose licence is not free: no row of those is in them, only such facts as how many
rows there are, and about how numbers lie. The same numbers come out on every machine.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

CARDS, NO_EXPENDITURE, NO_CARD, TOO_YOUNG = 1319, 317, 296, 7
STRATA, CASES_AND_CONTROLS = 83, 248  # a case and two controls each, but for one
EDUCATION = ("0-5yrs", "6-11yrs", "12+ yrs")
EDUCATED = (12, 120, 116)

Rows = list[list[Any]]


def cards(seed: int = 1) -> str:
    """1,319 applicants for a credit card; ``share`` is what they spend of their income.

    ``share`` follows from ``expenditure`` and ``income`` but for a rest below 0.0019: whoever has
    both among the inputs computes the answer instead of learning it. Seven ages are below 1.
    """
    draw = np.random.RandomState(seed)  # whose numbers never change
    rank = draw.permutation(CARDS)
    card = rank >= NO_CARD
    spends = rank >= NO_EXPENDITURE
    income = np.clip(draw.lognormal(1.11, 0.44, CARDS), 0.21, 13.5).round(4)
    spent = draw.lognormal(5.0, 1.0, CARDS) * (income / 3.4) ** 0.4
    spent = np.clip(spent, 0.5, np.minimum(3100, 750 * income))  # 750: nine tenths of a month
    expenditure = np.where(spends, spent, 0.0).round(4)
    share = (12 * expenditure / (10_000 * income) + 0.0004 / income).round(7)
    age = np.clip(draw.gamma(11, 2.4, CARDS) + 6.8, 18.2, 83.5).round(4)
    age[draw.choice(CARDS, TOO_YOUNG, replace=False)] = draw.uniform(0.16, 0.76, TOO_YOUNG).round(4)
    reports = draw.poisson(np.where(card, 0.13, 1.6) * draw.gamma(0.8, 1.25, CARDS))
    columns: dict[str, Sequence[Any]] = {
        "card": np.where(card, "yes", "no"),
        "reports": np.minimum(reports, 14),
        "age": age,
        "income": income,
        "share": share,
        "expenditure": expenditure,
        "owner": np.where(draw.uniform(size=CARDS) < 0.44, "yes", "no"),
        "selfemp": np.where(draw.uniform(size=CARDS) < 0.069, "yes", "no"),
        "dependents": np.minimum(draw.poisson(1.0, CARDS), 6),
        "months": np.clip(draw.exponential(55, CARDS), 0, 540).astype(int),
        "majorcards": (draw.uniform(size=CARDS) < 0.82).astype(int),
        "active": np.minimum(draw.negative_binomial(1.4, 0.166, CARDS), 46),
    }
    return _written(list(columns), [list(row) for row in zip(*columns.values(), strict=True)])


def clinic(seed: int = 2) -> str:
    """248 visitors of a clinic, 83 of them cases, each matched with controls like it.

    Within a ``stratum`` education, age and number of visits are the same, so that the stratum says
    nothing of whom to expect, and something of whom the table holds: it is no input.
    """
    draw = np.random.RandomState(seed)
    levels = _levels(draw)
    rows: Rows = []
    for stratum in range(STRATA):
        age, visits = int(draw.randint(21, 45)), int(min(1 + draw.poisson(1.1), 6))
        members = 3 if stratum else CASES_AND_CONTROLS - 3 * (STRATA - 1)
        doses = [(int(draw.randint(0, 3)), int(draw.randint(0, 3))) for _ in range(members)]
        odds = np.exp([0.7 * first + 1.7 * second for first, second in doses])
        case = int(draw.choice(members, p=odds / odds.sum()))
        for member, (first, second) in enumerate(doses):
            rows.append([
                EDUCATION[levels[stratum]], age, visits, first, int(member == case), second,
                stratum + 1, 1 + (levels[stratum] * 6 + visits + (age > 32) * 18),
            ])  # fmt: skip
    heading = ["education", "age", "visits", "drug_a", "case", "drug_b", "stratum", "pool"]
    return _written(heading, [rows[at] for at in draw.permutation(len(rows))])


def _levels(draw: np.random.RandomState) -> list[int]:
    """The education of each stratum; the first has one member less than the others."""
    counts = [round(rows / 3) for rows in EDUCATED]  # 4, 40 and 39 of 83
    others = np.repeat([0, 1, 2], [counts[0], counts[1], counts[2] - 1])
    return [2, *map(int, draw.permutation(others))]


def _written(heading: list[str], rows: Rows) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(heading)
    table.writerows(rows)
    return text.getvalue()


def main(folder: Path) -> None:
    """Write both into a folder."""
    for name, text in (("cards.csv", cards()), ("clinic.csv", clinic())):
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
