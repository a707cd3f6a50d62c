"""What staff sets holds for students, and is written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.portal.test_permissions import people, submission

__all__ = ["people", "submission"]  # fixtures
PLAIN = {
    "published": "on",
    "opens": "",
    "due": "",
    "closes": "",
    "late_percent_a_day": "0",
    "late_grace_hours": "0",
    "late_most_percent": "100",
    "attempts_a_day": "0",
    "attempts_in_all": "0",
    "counts": "best",
    "shows": "after_due",
}


@pytest.fixture
def page(assignment):
    return f"/courses/{assignment.course.name}/{assignment.slug}"


@pytest.fixture
def seoul(course):
    course.time_zone = "Asia/Seoul"
    course.save()


def log():
    from portal.models import AuditLog

    return list(AuditLog.objects.order_by("pk").values_list("action", "by__name", "changes"))


@pytest.mark.usefixtures("seoul")
def test_times_are_those_of_the_course(people, page, assignment, as_person) -> None:
    browser = as_person(people["instructor"])
    sent = {**PLAIN, "due": "2030-03-01T12:00", "closes": "2030-03-03T12:00"}
    assert browser.post(f"{page}/settings", sent).status_code == 302
    assignment.refresh_from_db()
    assert assignment.due == datetime(2030, 3, 1, 3, 0, tzinfo=UTC)
    shown = browser.get(f"{page}/settings").content.decode()
    assert 'value="2030-03-01T12:00"' in shown
    assert "Asia/Seoul" in shown
    told = as_person(people["student"]).get(page).content.decode()
    assert "2030-03-01 12:00 KST" in told
    assert "until 2030-03-03 12:00 KST" in told


def test_the_time_zone_is_the_courses(people, course, as_person) -> None:
    browser = as_person(people["instructor"])
    address = f"/courses/{course.name}/settings"
    before = course.time_zone
    assert browser.post(address, {"time_zone": "Mars/Olympus"}).status_code == 400
    assert browser.post(address, {"time_zone": "Europe/Berlin"}).status_code == 302
    course.refresh_from_db()
    assert course.time_zone == "Europe/Berlin"
    assert log() == [("settings", "Instructor", {"time_zone": [before, "Europe/Berlin"]})]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"opens": "2030-03-02T00:00", "due": "2030-03-01T00:00"}, "due before it opens"),
        ({"due": "2030-03-02T00:00", "closes": "2030-03-01T00:00"}, "closes before it is due"),
        ({"opens": "2030-03-02T00:00", "closes": "2030-03-01T00:00"}, "closes before it opens"),
        ({"late_percent_a_day": "101"}, "It is too much"),
        ({"late_percent_a_day": "nan"}, "can&#x27;t be read"),
        ({"attempts_a_day": "-1"}, "can&#x27;t be below 0"),
        ({"counts": "luckiest"}, "Choose one of the list"),
        ({"due": "tomorrow"}, "can&#x27;t be read"),
    ],
)
def test_settings_that_make_no_sense_are_named_and_not_kept(  # noqa: PLR0917
    wrong, said, people, page, assignment, as_person
) -> None:
    answer = as_person(people["instructor"]).post(f"{page}/settings", {**PLAIN, **wrong})
    assert answer.status_code == 400
    told = answer.content.decode()
    assert said in told.replace("&#39;", "&#x27;")
    assert "Nothing was saved" in told
    before = type(assignment).objects.values().get()
    assert (before["due"], before["attempts_a_day"], before["counts"]) == (None, 0, "best")
    assert log() == []


def test_only_what_changed_is_written_down(people, page, as_person) -> None:
    browser = as_person(people["instructor"])
    assert browser.post(f"{page}/settings", PLAIN).status_code == 302
    assert log() == []
    sent = {**PLAIN, "attempts_a_day": "3", "late_percent_a_day": "12.5"}
    browser.post(f"{page}/settings", sent)
    changes = {"attempts_a_day": [0, 3], "late_percent_a_day": [0, 12.5]}
    assert log() == [("settings", "Instructor", changes)]
    shown = browser.get(f"{page.rpartition('/')[0]}/log").content.decode()
    assert "Attempts within 24 hours (0: any number): 0 → 3" in shown
    assert "0 → 12.5" in shown


def test_an_unpublished_assignment_is_gone_for_students(people, page, as_person) -> None:
    unpublished = {name: value for name, value in PLAIN.items() if name != "published"}
    as_person(people["instructor"]).post(f"{page}/settings", unpublished)
    assert as_person(people["student"]).get(page).status_code == 404


def test_an_extension_is_one_persons(people, page, assignment, as_person) -> None:
    from django.utils import timezone

    now = timezone.now()
    assignment.due = assignment.closes = now - timedelta(hours=1)
    assignment.save()
    staff = as_person(people["assistant"])
    later = (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {"person": people["student"].pk, "due": later}
    assert staff.post(f"{page}/extensions", sent).status_code == 302
    mine = as_person(people["student"]).get(page).content.decode()
    assert "(your extension)" in mine
    assert "is over" not in mine
    assert "is over" in as_person(people["neighbour"]).get(page).content.decode()
    given = assignment.extensions.get()
    assert f'value="{given.pk}"' in staff.get(f"{page}/extensions").content.decode()
    staff.post(f"{page}/extensions", {"remove": given.pk})
    assert "is over" in as_person(people["student"]).get(page).content.decode()
    assert [(action, by) for action, by, _ in log()] == [("extension", "Assistant")] * 2


@pytest.mark.parametrize("remove", ["0", "-1", "x", "²", "9" * 30])
def test_what_was_not_given_cannot_be_taken_back(remove, people, page, as_person) -> None:
    answer = as_person(people["assistant"]).post(f"{page}/extensions", {"remove": remove})
    assert answer.status_code == 404


def test_an_extension_is_for_students_and_ends_later(people, page, assignment, as_person) -> None:
    assignment.due = datetime(2030, 3, 1, tzinfo=UTC)
    assignment.save()
    staff = as_person(people["assistant"])
    for person, due in (
        (people["student"], "2030-02-01T00:00"),
        (people["foreign"], "2030-04-01T00:00"),
    ):
        answer = staff.post(f"{page}/extensions", {"person": person.pk, "due": due})
        assert answer.status_code == 400
    assert not assignment.extensions.exists()


def test_hidden_checks_stay_hidden_until_ones_own_deadline(people, assignment, as_person) -> None:
    from django.utils import timezone

    from portal import handing_in, runs
    from portal.models import Extension

    now = timezone.now()
    assignment.due = now - timedelta(hours=1)
    assignment.save()
    Extension.objects.create(
        assignment=assignment, person=people["student"], due=now + timedelta(hours=1)
    )
    whole, visible = runs.Told(77.25, 100, {"en": "HIDDEN"}), runs.Told(33.75, 60, {"en": "SEEN"})
    seen = {}
    for name in ("student", "neighbour"):
        made = handing_in.hand_in(assignment, people[name], [handing_in.File("a.py", b"1")])
        mine = runs.claim()
        runs.finish(mine, runs.Found("graded", 0, 1.0, whole, visible))
        seen[name] = as_person(people[name]).get(f"/submissions/{made.handle}/feedback").content
    assert seen == {"student": b"SEEN", "neighbour": b"HIDDEN"}


def test_roles_and_exports_are_written_down(people, course, page, as_person) -> None:
    from portal.models import Membership

    boss = as_person(people["instructor"])
    member = Membership.objects.get(person=people["neighbour"])
    asked = {"member": member.pk, "role": "assistant"}
    assert boss.post(f"/courses/{course.name}/people/role", asked).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.source) == ("assistant", "hand")
    boss.post(f"/courses/{course.name}/people/invite", {"names": "New", "role": "student"})
    boss.get(f"{page}/grades.csv")
    assert log() == [
        ("role", "Instructor", {"role": ["student", "assistant"]}),
        ("role", "Instructor", {"role": [None, "student"]}),
        ("export", "Instructor", {}),
    ]


def test_a_member_of_another_course_keeps_the_role(people, course, as_person) -> None:
    from portal.models import Membership

    member = Membership.objects.get(person=people["foreign"])
    asked = {"member": member.pk, "role": "student"}
    answer = as_person(people["instructor"]).post(f"/courses/{course.name}/people/role", asked)
    assert answer.status_code == 400
    member.refresh_from_db()
    assert member.role == "instructor"


# --- grading again ------------------------------------------------------------------------


def test_a_regrade_comes_after_students_and_the_old_result_counts_meanwhile(
    people, submission, as_person
) -> None:
    from portal import handing_in, runs
    from portal.models import Run

    staff, student = as_person(people["assistant"]), as_person(people["student"])
    address = f"/submissions/{submission.handle}"
    assert staff.post(f"{address}/regrade").status_code == 302
    assert staff.post(f"{address}/regrade").status_code == 302  # is queued: once is enough
    again = submission.runs.get(state="queued")
    assert again.priority == Run.Priority.STAFF
    shown = student.get(address).content.decode()
    assert "<strong>80</strong> / 100" in shown
    assert "this result counts" in shown
    later = handing_in.hand_in(
        submission.assignment, people["neighbour"], [handing_in.File("a.py", b"1")]
    )
    assert runs.waiting_before(again) == 1
    assert runs.waiting_before(later.runs.get()) == 0
    assert [(action, changes) for action, _, changes in log()] == [
        ("regrade", {"attempt": [None, 2]})
    ]


def test_of_a_submission_the_newest_result_counts(people, submission, page, as_person) -> None:
    from portal import regrading, runs
    from tests.portal.test_runs import found

    regrading.submission(submission, people["assistant"])
    runs.finish(runs.claim(), found(60))
    student = as_person(people["student"])
    assert (
        "<strong>60</strong>" in student.get(f"/submissions/{submission.handle}").content.decode()
    )
    # The other attempt keeps its 80 points, and is the best now.
    assert "Your grade: <strong>80</strong>" in student.get(page).content.decode()


def test_a_regrade_that_fails_takes_nothing_away(people, submission, as_person) -> None:
    from portal import regrading, runs

    regrading.submission(submission, people["assistant"])
    nothing = runs.Told(0, 100, {})
    mine = runs.claim()
    runs.finish(mine, runs.Found("ungraded", 0, 0, nothing, nothing))
    shown = as_person(people["student"]).get(f"/submissions/{submission.handle}").content.decode()
    assert "<strong>80</strong> / 100" in shown


def test_everybody_is_graded_again_last_and_with_todays_checks(
    people, submission, page, as_person
) -> None:
    from portal.models import Run

    assert as_person(people["instructor"]).post(f"{page}/regrade").status_code == 302
    queued = Run.objects.filter(state="queued")
    assert {one.priority for one in queued} == {Run.Priority.REGRADE}
    assert {one.revision_id for one in queued} == {submission.assignment.revision_id}
    assert queued.count() == 2
    as_person(people["instructor"]).post(f"{page}/regrade")
    assert queued.count() == 2


def test_handing_in_again_leaves_a_regrade_in_the_queue(people, submission) -> None:
    from portal import handing_in, regrading

    regrading.submission(submission, people["assistant"])
    handing_in.hand_in(
        submission.assignment, people["student"], [handing_in.File("a.py", b"answer = 43")]
    )
    assert submission.runs.filter(state="queued").count() == 1


def test_old_entries_are_on_later_pages(people, course, as_person) -> None:
    from portal import audit
    from portal.models import AuditLog
    from portal.views import staff

    for number in range(staff.A_PAGE + 1):
        change = {"attempt": audit.Change(None, number)}
        audit.record(AuditLog.Action.REGRADE, None, audit.About(course), change)
    browser = as_person(people["assistant"])
    first = browser.get(f"/courses/{course.name}/log").content.decode()
    second = browser.get(f"/courses/{course.name}/log?page=2").content.decode()
    assert "Attempt: 50" in first
    assert "Attempt: 0" not in first
    assert "Attempt: 0" in second
    assert browser.get(f"/courses/{course.name}/log?page=x").status_code == 200
