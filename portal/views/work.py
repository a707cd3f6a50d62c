"""What students do: read an assignment, hand in, watch, and read what came of it."""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal import attempts, comparing, deadlines, estimates, handing_in, limits, pages, permissions
from portal.attempts import Attempt
from portal.middleware import FEEDBACK_POLICY
from portal.models import Assignment, Role, Run, Submission
from portal.reading import File
from portal.uploads import is_too_large
from portal.views.queue import ungraded_in

LARGEST_NAME = 255


@require_GET
def course(request: HttpRequest, name: str) -> HttpResponse:
    """The assignments of a course."""
    found = permissions.course_for(request, name)
    person = permissions.known(request)
    staff = permissions.is_staff(person, found)
    known = found.assignments.all()
    listed = [one for one in known if staff or permissions.is_open_to_read(one)]
    due = deadlines.of_person_in(listed, person)
    tried = attempts.of_person_in(listed, person, due)
    rows = [(one, attempts.that_counts(one, tried[one.pk]), due[one.pk]) for one in listed]
    told = {
        "ungraded": ungraded_in(found).count() if staff else 0,
        "course": found,
        "rows": rows,
        "is_staff": staff,
        "may_set": permissions.role_in(person, found) is Role.INSTRUCTOR,
    }
    return render(request, "portal/course.html", told)


@require_GET
def assignment(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """A statement, what was handed in so far, and the form."""
    found = permissions.assignment_for(request, name, slug)
    return _assignment_page(request, found)


@require_POST
@limits.of_uploads
def hand_in(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Take files."""
    found = permissions.assignment_for(request, name, slug)
    person = permissions.known(request)
    files = [_file(one) for one in request.FILES.getlist("files")]
    if not files or is_too_large(request):
        return _assignment_page(
            request,
            found,
            handing_in.Refusal(
                "파일이 없거나 너무 큽니다. 노트북(.ipynb) 파일을 골라 주십시오. "
                "모두 합해 20 MB까지입니다.",
                "There was no file, or too much of it. Choose your notebook (.ipynb); "
                "at most 20 MB in all.",
            ),
            status=400,
        )
    made = handing_in.hand_in(found, person, files)
    if isinstance(made, handing_in.Refusal):
        return _assignment_page(request, found, made, status=409)
    return redirect("submission", handle=made.handle)


def _file(upload: UploadedFile) -> File:
    name = (upload.name or "file").replace("\\", "/").rpartition("/")[2][-LARGEST_NAME:]
    return File(name, upload.read())


def _assignment_page(
    request: HttpRequest,
    found: Assignment,
    refused: handing_in.Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    person = permissions.known(request)
    now = timezone.now()
    standing = handing_in.standing(found, person, now)
    deadline = standing.deadline
    tried = attempts.of_person(found, person, person, deadline)
    statements = found.revision.statements
    language = pages.language_of(request)
    shown = statements.get(language) or next(iter(statements.values()), "")
    return render(
        request,
        "portal/assignment.html",
        {
            "course": found.course,
            "assignment": found,
            "statement": shown,
            "attempts": tried,
            "counts": attempts.that_counts(found, tried),
            "deadline": deadline,
            "late": deadlines.lateness(found, deadline, now),
            "shows_all": permissions.shows_all(found, deadline.due),
            "left": standing.left,
            "refused": refused or standing.refusal,
            "is_staff": permissions.is_staff(person, found.course),
            "may_set": permissions.role_in(person, found.course) is Role.INSTRUCTOR,
            "back": reverse("assignment", args=[found.course.name, found.slug]),
        },
        status=status,
    )


@require_GET
def submission(request: HttpRequest, handle: UUID) -> HttpResponse:
    """How far a submission is; when it is graded, what came of it."""
    found = permissions.submission_for(request, handle)
    reader = permissions.known(request)
    tried = attempts.of_person(found.assignment, found.person, reader)
    attempt = next(one for one in tried if one.submission.pk == found.pk)
    run = attempt.run
    waits = run is not None and run.state == Run.State.QUEUED
    wait = estimates.of(run, estimates.shared(found.assignment)) if run and waits else None
    return render(
        request,
        "portal/submission.html",
        {
            "submission": found,
            "assignment": found.assignment,
            "course": found.assignment.course,
            "run": run,
            "wait": wait,
            "look_again": estimates.look_again(wait),
            "attempt": attempt,
            "before": _before(tried, attempt),
            "counts": attempts.that_counts(found.assignment, tried),
            "is_staff": permissions.is_staff(reader, found.assignment.course),
        },
    )


@require_GET
def difference(request: HttpRequest, handle: UUID) -> HttpResponse:
    """What changed since the attempt before: checks, points and code."""
    found = permissions.submission_for(request, handle)
    reader = permissions.known(request)
    tried = attempts.of_person(found.assignment, found.person, reader)
    attempt = next(one for one in tried if one.submission.pk == found.pk)
    before = _before(tried, attempt)
    if before is None:
        raise Http404
    changed = None
    if attempt.result is not None and before.result is not None and attempt.shown is not None:
        changed = comparing.checks(before.result, attempt.result, attempt.shown)
    return render(
        request,
        "portal/difference.html",
        {
            "submission": found,
            "assignment": found.assignment,
            "course": found.assignment.course,
            "attempt": attempt,
            "before": before,
            "changed": changed,
            "code": comparing.code(before.submission, found),
        },
    )


def _before(tried: list[Attempt], attempt: Attempt) -> Attempt | None:
    """The attempt before this one that was graded or at least could be read."""
    earlier = [one for one in tried if one.submission.number < attempt.submission.number]
    return next((one for one in earlier if not one.submission.problem), None)


@require_GET
def feedback(request: HttpRequest, handle: UUID) -> HttpResponse:
    """The feedback page, for a frame that runs nothing and belongs to no origin."""
    found = permissions.submission_for(request, handle)
    attempt = attempts.of_submission(found, permissions.known(request))
    if attempt.shown is None or attempt.result is None:
        raise Http404
    told = permissions.feedback_of(attempt.shown, attempt.result)
    language = pages.language_of(request)
    html = told.get(language) or next(iter(told.values()), "")
    answer = HttpResponse(html)
    answer.headers["Content-Security-Policy"] = FEEDBACK_POLICY
    return answer


@require_GET
def file(request: HttpRequest, handle: UUID, number: int) -> HttpResponse:
    """A file as it was handed in, to be saved."""
    found = permissions.submission_for(request, handle)
    files = list(found.files.select_related("blob").order_by("pk"))
    if not 0 <= number < len(files):
        raise Http404
    answer = HttpResponse(bytes(files[number].blob.content), "application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="submission-{number + 1}"'
    answer.headers["Content-Security-Policy"] = FEEDBACK_POLICY
    return answer


def last_run(found: Submission) -> Run | None:
    """The newest run of a submission."""
    return found.runs.select_related("result").order_by("-pk").first()
