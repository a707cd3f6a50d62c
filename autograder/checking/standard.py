"""Checks of the library as items of pytest, which no file defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograder.checking.student_fixture import StudentWork
from autograder.checks.library import LIBRARY
from autograder.records import CheckSpec


class StandardItem(pytest.Item):
    """One check of the library with the arguments of an assignment."""

    def __init__(self, *, work: StudentWork, spec: CheckSpec, **given: Any) -> None:
        super().__init__(**given)
        self._work = work
        self._spec = spec

    def runtest(self) -> None:
        """Check, as the fixture ``student`` and a function of a file would."""
        use = self._spec.standard
        assert use is not None
        self._work.remarks.begin(self._spec.name)
        for name in self._spec.needs:
            self._work.require(name)
        LIBRARY[use.check].run(self._work, use.arguments)


def standard_items(
    session: pytest.Session, work: StudentWork, specs: tuple[CheckSpec, ...]
) -> Iterator[StandardItem]:
    """An item for each check that the library does, called as a function of a file would be."""
    for spec in specs:
        if spec.standard is not None:
            name = f"test_{spec.name}"
            yield StandardItem.from_parent(session, name=name, work=work, spec=spec)
