"""Statements on a course's site: shown as they were written, with their data and pictures."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from autograder.errors import StaffError
from tests.support.command_line import call_here
from tests.support.site import page, released, statement_of

STATEMENT = """\
# A net with `two` nodes

It learns **fast**. It is small.

![a net](net%20work.svg "the net") [data](../../data/numbers.csv) [elsewhere](https://example.org/)

| name | value |
| --- | ---: |
| a < b | 1 |

```python
x = 1 < 2  # one
```

<details><summary>more</summary>

[the same](statement.ko.md)

</details>
"""


def test_a_statement_is_shown_as_its_author_wrote_it(tiny_course: Path, tmp_path: Path) -> None:
    (tiny_course / "data").mkdir()
    (tiny_course / "data" / "numbers.csv").write_text("1,2\n")
    (tiny_course / "assignments" / "tiny" / "net work.svg").write_text("<svg/>")
    statement_of(tiny_course, STATEMENT)
    done = released(tiny_course, tmp_path / "site")
    assert done.dead == ()
    source = page(tmp_path / "site")
    assert "<h1>A net with <code>two</code> nodes</h1>" in source
    assert source.count("<h1") == 1
    assert '<img src="net%20work.svg" alt="a net"' in source
    assert (tmp_path / "site" / "assignments" / "tiny" / "net work.svg").is_file()
    assert '<a href="../../data/numbers.csv">' in source
    assert '<a href="https://example.org/">' in source
    assert '<a href="ko.html">the same</a>' in source
    assert '<td class="right">1</td>' in source
    assert "<td>a &lt; b</td>" in source
    assert '<span class="py-c1"># one</span>' in source
    assert "<details><summary>more</summary>" in source
    front = (tmp_path / "site" / "en.html").read_text(encoding="utf-8")
    assert "<p>It learns fast.</p>" in front


def test_data_come_with_size_licence_and_digest_on_the_page_that_is_about_them(
    tiny_course: Path, tmp_path: Path
) -> None:
    digests = {}
    (tiny_course / "data").mkdir()
    for name, content in (("numbers.csv", b"1" * 3_060_000), ("others.csv", b"3\n")):
        (tiny_course / "data" / name).write_bytes(content)
        digests[name] = hashlib.sha256(content).hexdigest()
    with (tiny_course / "course.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[data."numbers.csv"]\nsha256 = "{digests["numbers.csv"]}"\n'
            'licence = "CC BY 4.0"\nsource = "a class of 2019"\n'
        )
    path = tiny_course / "assignments" / "tiny" / "assignment.toml"
    path.write_text('data = ["numbers.csv"]\n' + path.read_text(encoding="utf-8"))
    statement_of(tiny_course, "Read [numbers](numbers.csv).")
    assert released(tiny_course, tmp_path / "site").dead == ()
    source = page(tmp_path / "site")
    assert source.count('href="../../data/numbers.csv"') == 2
    for said in ("3.1 MB", "CC BY 4.0", "a class of 2019", digests["numbers.csv"]):
        assert said in source
    assert "others.csv" not in source
    front = (tmp_path / "site" / "en.html").read_text(encoding="utf-8")
    for said in (*digests, *digests.values(), "CC BY 4.0"):
        assert said in front
    assert (tmp_path / "site" / "data" / "others.csv").read_text() == "3\n"


@pytest.mark.parametrize(
    "link",
    [
        "gone.png",
        "checks/test_tiny.py",
        "../../reference/tiny.py",
        "../other/statement.en.md",
        "/etc/passwd",
        "../../data/gone.csv",
    ],
)
def test_a_link_to_nothing_of_the_site_is_told_and_left_out(
    link: str, tiny_course: Path, tmp_path: Path
) -> None:
    statement_of(tiny_course, f"Read [this]({link}) and ![see]({link}).")
    done = call_here("release", "--site", str(tmp_path / "site"), cwd=tiny_course)
    assert done.returncode == 0, done.stderr
    assert f"tiny/statement.en.md: {link}" in done.stderr
    assert "<p>Read this and see.</p>" in page(tmp_path / "site")


def test_a_picture_of_another_site_is_told_and_left_out(tiny_course: Path, tmp_path: Path) -> None:
    statement_of(tiny_course, "![a cat](https://example.org/cat.png)")
    done = released(tiny_course, tmp_path / "site")
    assert done.dead == ("tiny/statement.en.md: https://example.org/cat.png",)
    assert "example.org" not in page(tmp_path / "site")


def test_an_assignment_without_statement_or_visible_checks_has_a_page(
    tiny_course: Path, tmp_path: Path
) -> None:
    path = tiny_course / "assignments" / "tiny" / "assignment.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("visible = true", "visible = false"))
    released(tiny_course, tmp_path / "site")
    assert 'href="tiny.ipynb"' in page(tmp_path / "site")
    assert 'id="check"' not in page(tmp_path / "site")
    assert not (tmp_path / "site" / "students.zip").exists()


@pytest.mark.parametrize("name", ["ko.html", "tiny.ipynb"])
def test_a_picture_called_as_a_page_is_refused(
    name: str, tiny_course: Path, tmp_path: Path
) -> None:
    (tiny_course / "assignments" / "tiny" / name).write_text("mine")
    statement_of(tiny_course, f"[x]({name})")
    with pytest.raises(StaffError, match=f"shows a file {name}, and the site writes one"):
        released(tiny_course, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_course_in_one_language_has_no_switch(tiny_course: Path, tmp_path: Path) -> None:
    path = tiny_course / "course.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\nlanguages = ["ko"]\n', encoding="utf-8")
    released(tiny_course, tmp_path / "site")
    assert not list((tmp_path / "site").rglob("*en.html"))
    assert "hreflang" not in page(tmp_path / "site", "ko")
    assert '<html lang="ko">' in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
