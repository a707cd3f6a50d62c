"""Releases a course as a site, and reads a page of it."""

from __future__ import annotations

from pathlib import Path

from autograder.course_site.site import ReleasedSite, release_site
from tests.support.release import course_and_all


def released(root: Path, folder: Path) -> ReleasedSite:
    return release_site(folder, *course_and_all(root))


def statement_of(root: Path, text: str, language: str = "en") -> Path:
    path = root / "assignments" / "tiny" / f"statement.{language}.md"
    path.write_text(text, encoding="utf-8")
    return path


def page(folder: Path, language: str = "en") -> str:
    return (folder / "assignments" / "tiny" / f"{language}.html").read_text(encoding="utf-8")
