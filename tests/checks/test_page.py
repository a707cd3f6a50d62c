"""The page of standard checks says what the library does."""

from __future__ import annotations

from autograder.checks.library import LIBRARY
from docs_site.standard_checks import PAGE, page


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m docs_site.standard_checks`"


def test_every_check_has_its_words_and_mutants_on_it() -> None:
    text = page()
    for check in LIBRARY.values():
        assert f"## {check.name}\n" in text
        assert check.summary, check.name
        assert check.mutants, check.name
        for mutant in check.mutants:
            assert mutant.fault in text
