"""Several attempts: which counts, what lateness costs, what changed, and how long one waits."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from tests.conftest import RIGHT, notebook_of


@pytest.fixture
def student(someone, course):
    return someone("이서준", "student", course)


@pytest.fixture
def page(assignment):
    return f"/courses/{assignment.course.name}/{assignment.slug}"


@pytest.fixture
def attempt(assignment, student):
    """Hands in and writes a result down: the submission."""

    def made(score: float, source: str = "answer = 1", *, days_late: float = 0, checks=()):
        from django.utils import timezone

        from portal import handing_in, runs
        from portal.models import Submission

        given = handing_in.File("hw.py", source.encode())
        submission = handing_in.hand_in(assignment, student, [given])
        whole = runs.Told(score, 100, {"en": f"<p>{score}</p>"})
        visible = runs.Told(score / 2, 50, {"en": "<p>visible</p>"})
        mine = runs.claim()
        runs.finish(mine, runs.Found("graded", 0, 1.0, whole, visible, checks))
        if days_late:
            when = timezone.now() - timedelta(days=10) + timedelta(days=days_late)
            Submission.objects.filter(pk=submission.pk).update(made=when)
        return submission

    return made


@pytest.fixture
def was_due(assignment):
    """The deadline was ten days ago; each day late costs ten per cent."""
    from django.utils import timezone

    assignment.due = timezone.now() - timedelta(days=10)
    assignment.late_percent_a_day = 10
    assignment.save()


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(("counts", "grade"), [("best", "90"), ("last", "70")])
def test_the_policy_says_which_attempt_is_the_grade(  # noqa: PLR0917
    counts, grade, assignment, student, attempt, page, as_person
) -> None:
    assignment.counts = counts
    assignment.save()
    handed_in = [attempt(score) for score in (90, 50, 70)]
    browser = as_person(student)
    assert f"Your grade: <strong>{grade}</strong> / 100" in text(browser.get(page))
    assert f"{grade} / 100 points" in text(browser.get(page.rpartition("/")[0]))
    if counts == "best":
        shown = text(browser.get(f"/submissions/{handed_in[2].handle}"))
        assert "What counts is attempt 1" in shown


def test_a_file_that_can_not_be_read_is_no_last_attempt(
    assignment, student, attempt, page, as_person
) -> None:
    assignment.counts = "last"
    assignment.save()
    attempt(80)
    attempt(0, "%PDF-1.7 not a notebook")
    assert "Your grade: <strong>80</strong>" in text(as_person(student).get(page))


@pytest.mark.usefixtures("was_due")
@pytest.mark.parametrize(
    ("days_late", "grade", "said"),
    [
        (-1, "80", ""),
        (0.5, "70", "10 points taken off, 1 day late."),
        (2.5, "50", "30 points taken off, 3 days late."),
        (9.5, "0", "80 points taken off, 10 days late."),
    ],
)
def test_each_day_late_costs_what_was_announced(  # noqa: PLR0917
    days_late, grade, said, student, attempt, page, as_person
) -> None:
    attempt(80, days_late=days_late)
    shown = text(as_person(student).get(page))
    assert f"Your grade: <strong>{grade}</strong> / 100" in shown
    assert said in shown
    assert "Each day that began costs 10% of the maximum." in shown


@pytest.mark.parametrize(
    ("hours_late", "taken"), [(-1, 0), (2, 0), (3, 15), (26, 15), (26.1, 30), (51, 40), (200, 40)]
)
def test_grace_and_the_cap_of_lateness_are_the_courses(
    hours_late, taken, portal, tiny_course
) -> None:
    """As on the command line, days are counted from the end of the hours of grace."""
    from datetime import UTC, datetime

    from portal import courses, deadlines

    with (tiny_course / "assignments" / "tiny" / "assignment.toml").open("a") as file:
        file.write("\n[late]\nper_day = 15\ngrace_hours = 2\ncap = 40\n")
    kept = courses.import_course(tiny_course).assignments.get()
    due = datetime(2026, 3, 2, 9, tzinfo=UTC)
    made = due + timedelta(hours=hours_late)
    late = deadlines.lateness(kept, deadlines.Deadline(due, None), made)
    assert (0 if late is None else late.points(80, kept.max_score)) == taken


@pytest.mark.usefixtures("was_due")
def test_grace_and_the_cap_of_lateness_are_announced(assignment, student, page, as_person) -> None:
    assignment.late_grace_hours, assignment.late_most_percent = 1, 50
    assignment.save()
    browser = as_person(student)
    assert "It never costs more than 50%. The first 1 hour costs nothing." in text(
        browser.get(page)
    )
    korean = text(browser.get(page, headers={"accept-language": "ko"}))
    assert "많아도 50%까지입니다. 마감 뒤 1시간까지는 감점하지 않습니다." in korean


@pytest.mark.usefixtures("was_due")
def test_the_best_attempt_is_the_best_after_lateness(student, attempt, page, as_person) -> None:
    attempt(80, days_late=-1)
    attempt(95, days_late=2)
    assert "Your grade: <strong>80</strong>" in text(as_person(student).get(page))


@pytest.mark.usefixtures("was_due")
def test_who_has_longer_is_not_late(assignment, student, attempt, page, as_person) -> None:
    from django.utils import timezone

    from portal.models import Extension

    attempt(80, days_late=2)
    Extension.objects.create(
        assignment=assignment, person=student, due=timezone.now() - timedelta(days=1)
    )
    assert "Your grade: <strong>80</strong>" in text(as_person(student).get(page))


@pytest.mark.usefixtures("was_due")
def test_what_lateness_costs_stands_in_the_staffs_table(
    someone, assignment, attempt, page, as_person
) -> None:
    attempt(80, days_late=1.5)
    boss = someone("Boss", is_administrator=True)
    table = as_person(boss).get(f"{page}/grades.csv").content.decode("utf-8-sig")
    assert "이서준,1,graded,60.0,100.0,0.0,2,20.0" in table


def test_all_limits_are_announced_up_front(assignment, student, page, as_person) -> None:
    from django.utils import timezone

    assignment.due = timezone.now() + timedelta(days=1)
    assignment.closes = timezone.now() + timedelta(days=3)
    assignment.late_percent_a_day, assignment.counts = 15, "last"
    assignment.attempts_a_day, assignment.attempts_in_all = 3, 7
    assignment.save()
    shown = text(as_person(student).get(page))
    for said in (
        "Each day that began costs 15% of the maximum.",
        "3 times within 24 hours; 3 left now.",
        "At most 7 in all; 7 left.",
        "That of the last attempt that can be read.",
        "the others after the deadline.",
    ):
        assert said in shown
    korean = text(as_person(student).get(page, headers={"accept-language": "ko"}))
    assert "하루가 시작될 때마다 만점의 15%를 뺍니다." in korean


def test_the_number_of_attempts_in_all_is_held(
    assignment, student, attempt, page, as_person
) -> None:
    assignment.attempts_in_all = 1
    assignment.save()
    attempt(80)
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = {"files": [SimpleUploadedFile("hw.py", b"1")]}
    answer = as_person(student).post(f"{page}/hand-in", given)
    assert answer.status_code == 409
    assert "all your attempts, 1 in all" in answer.content.decode()


def test_what_can_not_be_read_is_said_at_once_and_takes_no_attempt(
    assignment, student, page, as_person
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    assignment.attempts_in_all = 1
    assignment.save()
    browser = as_person(student)
    given = {"files": [SimpleUploadedFile("hw.ipynb", b"%PDF-1.7 no notebook")]}
    answer = browser.post(f"{page}/hand-in", given)
    shown = text(browser.get(answer["location"], headers={"accept-language": "ko"}))
    assert "PDF" in shown
    assert "횟수에 넣지 않습니다" in shown
    assert "1 left" in text(browser.get(page))


# --- what changed -------------------------------------------------------------------------


def check(name: str, earned: float, *, visible: bool = True) -> dict[str, object]:
    return {
        "name": name, "part": "", "title": {"en": f"Title of {name}", "ko": f"{name} 항목"},
        "earned": earned, "points": 10.0, "outcome": "passed" if earned == 10 else "failed",
        "visible": visible,
    }  # fmt: skip


def test_the_difference_names_the_checks_that_changed(student, attempt, as_person) -> None:
    attempt(50, checks=[check("one", 0), check("two", 10), check("old", 10)])
    later = attempt(60, checks=[check("one", 10), check("two", 10), check("`<b>`", 4)])
    shown = text(as_person(student).get(f"/submissions/{later.handle}/difference"))
    assert "50 → <strong>60</strong> / 100" in shown
    said = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "Title of one 0 / 10 failed 10 / 10 passed" in said
    assert "Title of old 10 / 10 passed – " in said
    assert "Title of <b> – 4 / 10 failed" in html.unescape(said)
    assert "Title of <code>&lt;b&gt;</code>" in shown
    assert "Title of two" not in shown


def test_the_difference_tells_nothing_of_hidden_checks(  # noqa: PLR0917
    assignment, student, attempt, someone, course, as_person
) -> None:
    from django.utils import timezone

    assignment.due = timezone.now() + timedelta(days=1)
    assignment.save()
    attempt(50, checks=[check("one", 0), check("secret", 0, visible=False)])
    later = attempt(60, checks=[check("one", 10), check("secret", 10, visible=False)])
    address = f"/submissions/{later.handle}/difference"
    mine = text(as_person(student).get(address))
    assert "Title of one" in mine
    assert "secret" not in mine
    assert "<strong>60</strong>" not in mine
    staff = as_person(someone("TA", "assistant", course))
    assert "Title of secret" in text(staff.get(address))


def test_the_first_attempt_has_nothing_to_be_compared_with(student, attempt, as_person) -> None:
    first = attempt(50)
    browser = as_person(student)
    assert browser.get(f"/submissions/{first.handle}/difference").status_code == 404
    assert "What changed" not in text(browser.get(f"/submissions/{first.handle}"))


def test_code_is_compared_cell_by_cell_and_shown_as_text(student, assignment, as_person) -> None:
    from portal import handing_in

    first, _ = notebook_of(["import keras", "a = 1\nb = 2", "gone = 1"])
    second, _ = notebook_of(["import keras", "a = 1\nb = '<script>alert(1)</script>'"])
    for content in (first, second):
        later = handing_in.hand_in(assignment, student, [handing_in.File("hw.ipynb", content)])
    shown = as_person(student).get(f"/submissions/{later.handle}/difference").content.decode()
    assert "Cell 2 · changed" in shown
    assert "Cell 3 · removed" in shown
    assert "Cell 1" not in shown
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert '<span class="same">  a = 1' in shown


@pytest.mark.parametrize(
    "source",
    [
        "x = '\u202e\u2066 hidden'", "\n".join(f"a{i} = {i}" for i in range(2000)),
        "x = '" + "a" * 100_000 + "'", "%PDF-1.7", "\x0c\x1b[31mred = 1",
    ],
    ids=["turned around", "many lines", "a long line", "no notebook", "control characters"],
)  # fmt: skip
def test_hostile_code_is_compared_safely_or_not_at_all(source, student, attempt, as_person) -> None:
    attempt(50, RIGHT)
    later = attempt(50, source)
    answer = as_person(student).get(f"/submissions/{later.handle}/difference")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert not {"\u202e", "\u2066", "\x0c", "\x1b"} & set(shown)
    assert len(shown) < 200_000


# --- how long one waits -------------------------------------------------------------------


def queued(assignment, person, now, number: int) -> list[int]:
    from portal.models import Run, Submission

    made = [
        Submission.objects.create(assignment=assignment, person=person, number=n + 1, made=now)
        for n in range(number)
    ]
    return [
        Run.objects.create(submission=one, revision=assignment.revision, queued=now).pk
        for one in made
    ]


def test_the_estimate_is_made_of_runs_and_workers(student, assignment) -> None:
    from django.utils import timezone

    from portal import estimates
    from portal.models import Run

    now = timezone.now()
    keys = queued(assignment, student, now, 14)
    last = Run.objects.get(pk=keys[-1])
    Run.objects.filter(pk=last.pk).update(queued=now + timedelta(seconds=1))
    last.refresh_from_db()

    def wait():
        return estimates.of(last, estimates.load_of(assignment))

    assert wait() == estimates.Wait(13, None)  # nobody ever graded one
    done = Run.objects.filter(pk__in=keys[:3])
    done.update(state="done", attempt=1, started=now, finished=now + timedelta(seconds=12))
    assert wait() == estimates.Wait(10, None)  # and nobody grades
    Run.objects.filter(pk__in=keys[3:5]).update(state="running", started=now)
    # 8 before it at 2 at a time, what goes on is half done, and then it is its turn.
    assert wait() == estimates.Wait(8, 4 * 12 + 6 + 12)


def test_the_page_says_how_long_it_takes(student, assignment, as_person) -> None:
    from django.utils import timezone

    from portal.models import Run

    now = timezone.now()
    keys = queued(assignment, student, now, 3)
    Run.objects.filter(pk=keys[0]).update(
        state="done", attempt=1, started=now, finished=now + timedelta(seconds=200)
    )
    Run.objects.filter(pk=keys[1]).update(state="running", started=now)
    handle = Run.objects.get(pk=keys[2]).submission.handle
    browser = as_person(student)
    shown = text(browser.get(f"/submissions/{handle}"))
    assert "It is next. It will be graded in about 5 minutes." in shown
    korean = text(browser.get(f"/submissions/{handle}", headers={"accept-language": "ko"}))
    assert "곧 시작합니다. 약 5분 뒤 결과가 나옵니다." in korean


@pytest.mark.parametrize(
    ("seconds", "ko", "en"),
    [
        (3, "10초 안", "within 10 seconds"),
        (41, "약 50초 뒤", "in about 50 seconds"),
        (600, "약 10분 뒤", "in about 10 minutes"),
        (7300, "약 3시간 뒤", "in about 3 hours"),
    ],
)
def test_a_time_is_said_as_people_say_it(seconds, ko, en, portal) -> None:
    from portal import pages

    assert (pages.about(seconds, "ko"), pages.about(seconds, "en")) == (ko, en)
