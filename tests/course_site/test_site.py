"""``release --site``: what is on the site, that nothing hidden is, and whose files it touches."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from autograder.course.loader import assignment_names, find_course, load_assignment
from autograder.course.released_files import SITE
from autograder.course.scaffold import start_assignment, start_course
from autograder.course_site.site import release_site
from autograder.errors import StaffError
from tests.course.test_student_folder import (
    HIDDEN_TITLE,
    SECRET,
    mark_secrets,
    public,
    secrets,
    texts,
)
from tests.support.command_line import call_here
from tests.support.places import ROOT
from tests.support.release import course_and_all
from tests.support.site import page, released, statement_of


def all_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of the site and of the zip on it, as text."""
    for path in sorted(folder.rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(path.with_suffix(".unpacked"))
        path.unlink()
    for path, text in texts(folder):
        yield str(path.relative_to(folder)), text


class Elements(HTMLParser):
    """The elements of a page, with what they ask a browser to fetch or to go to."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        assert not any(name.startswith("on") for name in found), attrs
        assert "style" not in found, attrs
        if tag == "a":
            self.links.append(str(found["href"]))
        elif address := found.get("src") or found.get("href"):
            self.fetched.append(address)


# --- what is on it --------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released") / "site"
    released(ROOT, folder)
    return folder


def test_every_link_of_the_course_leads_to_a_file_of_the_site(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) == 5 + 2 * len(assignment_names(find_course(ROOT)))
    for path in pages:
        found = Elements(path.read_text(encoding="utf-8"))
        assert found.links
        for link in [*found.links, *found.fetched]:
            parts = urlsplit(link)
            if parts.scheme in {"https", "data"}:
                assert link in found.links or parts.scheme == "data", link
                continue
            assert not parts.scheme
            assert not link.startswith("/")
            target = path.parent / unquote(parts.path)
            assert target.is_file(), f"{path.relative_to(site)}: {link}"


def test_no_page_runs_or_fetches_anything(site: Path) -> None:
    for path in site.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', source)
        assert policy
        assert "default-src &#39;none&#39;" in policy[1]
        assert "script-src &#39;none&#39;" in policy[1]
        assert "http" not in policy[1]
        assert not {"script", "iframe", "object", "form"} & set(Elements(source).tags)


@pytest.mark.parametrize("name", assignment_names(find_course(ROOT)))
def test_a_page_holds_statement_template_and_visible_checks_in_each_language(
    name: str, site: Path
) -> None:
    assignment = load_assignment(find_course(ROOT), name)
    folder = site / "assignments" / name
    template = ROOT / "student_template" / name
    for suffix in ("ipynb", "py"):
        given = folder / f"{name}.{suffix}"
        assert given.read_bytes() == template.with_suffix(f".{suffix}").read_bytes()
    for language, other in (("ko", "en"), ("en", "ko")):
        source = (folder / f"{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in source
        assert f'href="{other}.html" hreflang="{other}"' in source
        assert f'href="{name}.ipynb" download' in source
        checks = source.partition('id="check"')[2]
        for check in assignment.checks:
            if check.visible and "`" not in check.title.to(language):
                assert check.title.to(language) in checks


def test_the_first_page_lists_what_each_assignment_is_worth(site: Path) -> None:
    for language, said in (("ko", "100점"), ("en", "100 points")):
        source = (site / f"{language}.html").read_text(encoding="utf-8")
        for one in course_and_all(ROOT)[1]:
            entry = source.partition(f'href="assignments/{one.name}/{language}.html"')[2]
            assert said in entry.partition("</li>")[0]
    assert (site / "index.html").read_bytes() == (site / "en.html").read_bytes()


def test_the_zip_on_it_is_the_folder_for_students(site: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO((site / "students.zip").read_bytes())).extractall(tmp_path)
    found = find_course(tmp_path / "students")
    assert found.released
    assert assignment_names(found) == assignment_names(find_course(ROOT))


# --- nothing hidden is ----------------------------------------------------------------


def test_nothing_hidden_is_on_it(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    assignments = course_and_all(ROOT)[1]
    known = "\n".join(map(public, assignments))
    hidden = {line for one in assignments for line in secrets(one) if line not in known}
    assert len(hidden) > 50 * len(assignments), "there is something to hide"
    for path, text in all_texts(tmp_path / "site"):
        found = sorted(line for line in hidden if line in text)
        assert not found, f"{path} holds {found[:3]}"


def test_a_secret_in_every_corner_of_a_course_stays_there(tmp_path: Path) -> None:
    found, first = start_course(tmp_path / "course")
    mark_secrets(found.root, first)
    released(found.root, tmp_path / "site")
    for path, text in all_texts(tmp_path / "site"):
        assert SECRET not in text, path
        # The statement's table of points says what is checked.
        if not re.search(r"statement\.\w\w\.md|assignments/[\w-]+/\w\w\.html", path):
            assert HIDDEN_TITLE not in text, path


def test_titles_of_hidden_checks_are_told_by_the_statement_alone(
    tiny_course: Path, tmp_path: Path
) -> None:
    path = tiny_course / "assignments" / "tiny" / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    hidden = [one for one in course_and_all(tiny_course)[1][0].checks if not one.visible]
    assert hidden
    for check in hidden:
        text = text.replace(f'"{check.title.en}"', f'"{HIDDEN_TITLE}"')
    path.write_text(text, encoding="utf-8")
    released(tiny_course, tmp_path / "site")
    assert not [path for path, text in all_texts(tmp_path / "site") if HIDDEN_TITLE in text]


def test_comments_of_a_statement_are_not_on_its_page(tiny_course: Path, tmp_path: Path) -> None:
    statement_of(tiny_course, f"# A\n\nb <!-- {SECRET} --> c\n\n<!--\n{SECRET}\n-->\n\nd\n")
    released(tiny_course, tmp_path / "site")
    assert SECRET not in page(tmp_path / "site")
    assert "<p>d</p>" in page(tmp_path / "site")


# --- whose files it touches ------------------------------------------------------------


def test_a_second_release_writes_what_has_changed_alone(tiny_course: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    statement_of(tiny_course, "One.")
    released(tiny_course, folder)
    assert released(tiny_course, folder).files.written == ()
    statement_of(tiny_course, "Two.")
    changed = released(tiny_course, folder).files
    assert "assignments/tiny/en.html" in changed.written
    assert "assignments/tiny/ko.html" not in changed.written


def test_assignments_are_added_one_after_another_and_taken_away(tmp_path: Path) -> None:
    found, first = start_course(tmp_path / "course")
    second = start_assignment(found, "week-2")
    folder = tmp_path / "site"
    release_site(folder, found, [first])
    assert "week-2" not in (folder / "en.html").read_text(encoding="utf-8")
    release_site(folder, found, [second])
    front = (folder / "en.html").read_text(encoding="utf-8")
    assert first.name in front
    assert "week-2" in front
    shutil.rmtree(second.folder)
    done = release_site(folder, found, [first])
    assert "assignments/week-2/en.html" in done.files.removed
    assert not (folder / "assignments" / "week-2" / "week-2.ipynb").exists()


@pytest.mark.parametrize("theirs", ["index.html", "assignments/tiny/ko.html", "students.zip"])
def test_files_of_others_are_left_alone(theirs: str, tiny_course: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    (folder / theirs).parent.mkdir(parents=True)
    (folder / theirs).write_text("mine")
    before = sorted(folder.rglob("*"))
    done = call_here("release", "--site", str(folder), cwd=tiny_course)
    assert done.returncode == 2
    assert theirs in done.stderr
    assert "name another folder with --site" in done.stderr
    assert (folder / theirs).read_text() == "mine"
    assert sorted(folder.rglob("*")) == before, "nothing was written"


def test_a_folder_for_students_and_a_site_do_not_take_each_others_files(
    tiny_course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "both"
    assert call_here("release", "--students", str(folder), cwd=tiny_course).returncode == 0
    assert call_here("release", "--site", str(folder), cwd=tiny_course).returncode == 0
    assert call_here("release", "--students", str(folder), cwd=tiny_course).returncode == 0
    assert (folder / "index.html").is_file()
    assert (folder / "README.md").is_file()


@pytest.mark.parametrize("place", [".", "..", "assignments", "data/site"])
def test_places_of_the_course_itself_are_refused(place: str, tiny_course: Path) -> None:
    done = call_here("release", "--site", place, cwd=tiny_course)
    assert done.returncode == 2, done.stdout
    assert "Choose a folder of its own, for example --site ../site" in done.stderr


def test_a_broken_list_is_told(tiny_course: Path, tmp_path: Path) -> None:
    released(tiny_course, tmp_path / "site")
    (tmp_path / "site" / SITE.list).write_text("[]")
    with pytest.raises(StaffError, match=SITE.list) as told:
        released(tiny_course, tmp_path / "site")
    assert "`autograder release --site` wrote" in told.value.tip


@pytest.mark.parametrize("option", ["--check", "--students=x"])
def test_one_thing_is_released_at_a_time(option: str, tiny_course: Path) -> None:
    done = call_here("release", option, "--site", "site", cwd=tiny_course)
    assert done.returncode == 2
    assert "--site" in done.stderr
    assert not (tiny_course / "site").exists()
