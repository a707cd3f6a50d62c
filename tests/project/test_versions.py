"""One version: whatever else names it says the same."""

from __future__ import annotations

import re
import tomllib

from click.testing import CliRunner

from autograder import __version__
from autograder.cli.main import cli
from tests.support.places import ROOT

SECTION = re.compile(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)$", re.MULTILINE)


def sections() -> list[tuple[str, str]]:
    """Version and date of each section of the changelog, as they stand."""
    return SECTION.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))


def test_packages_take_the_version_from_the_code() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "autograder.__version__"}


def test_the_changelog_begins_with_this_version_and_goes_back_in_order() -> None:
    found = sections()
    assert found[0][0] == __version__
    numbers = [tuple(map(int, version.split("."))) for version, _ in found]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == len(set(numbers))
    assert [date for _, date in found] == sorted((date for _, date in found), reverse=True)


def test_every_section_of_the_changelog_is_of_a_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == len(sections())


def test_a_citation_names_this_version_and_its_date() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {__version__}\n" in citation
    assert f'\ndate-released: "{sections()[0][1]}"\n' in citation


def test_the_command_line_says_it() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output == f"autograder, version {__version__}\n"


def test_the_upgrade_guide_has_the_notes_of_this_version() -> None:
    major, minor, _ = __version__.split(".")
    mark = f"upgrade-to-{major}-{minor}"
    notes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"[start:{mark}]" in notes
    guide = (ROOT / "docs" / "how-to" / "upgrade.md").read_text("utf-8")
    assert f'--8<-- "CHANGELOG.md:{mark}"' in guide
