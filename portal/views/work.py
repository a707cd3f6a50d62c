"""What students do: read an assignment, hand in, watch, and read what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal import handing_in, pages, permissions, runs
from portal.middleware import FEEDBACK_POLICY
from portal.models import UNGRADED, Assignment, Person, Result, Run, Submission
from portal.uploads import is_too_large

LARGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Attempt:
    """A submission, its newest run, and what its reader may see of the result, if there is one."""

    submission: Submission
    run: Run | None
    shown: permissions.Shown | None
    ungraded: bool = False


@require_GET
def course(request: HttpRequest, name: str) -> HttpResponse:
    """The assignments of a course."""
    found = permissions.course_for(request, name)
    person = permissions.known(request)
    staff = permissions.is_staff(person, found)
    listed = [one for one in found.assignments.all() if staff or permissions.is_open_to_read(one)]
    rows = [(one, _best(one, person)) for one in listed]
    return render(request, "portal/course.html", {"course": found, "rows": rows, "is_staff": staff})


@require_GET
def assignment(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """A statement, what was handed in so far, and the form."""
    found = permissions.assignment_for(request, name, slug)
    return _assignment_page(request, found)


@require_POST
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


def _file(upload: UploadedFile) -> handing_in.HandedIn:
    name = (upload.name or "file").replace("\\", "/").rpartition("/")[2][-LARGEST_NAME:]
    return handing_in.HandedIn(name, upload.read())


def _assignment_page(
    request: HttpRequest,
    found: Assignment,
    refused: handing_in.Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    person = permissions.known(request)
    attempts = list(found.submissions.filter(person=person))
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
            "attempts": [_attempt(one, person) for one in attempts],
            "refused": refused or handing_in.refusal(found, person, timezone.now()),
            "is_staff": permissions.is_staff(person, found.course),
        },
        status=status,
    )


@require_GET
def submission(request: HttpRequest, handle: UUID) -> HttpResponse:
    """How far a submission is; when it is graded, what came of it."""
    found = permissions.submission_for(request, handle)
    run = last_run(found)
    waiting = runs.waiting_before(run) if run is not None and run.state == Run.State.QUEUED else 0
    return render(
        request,
        "portal/submission.html",
        {
            "submission": found,
            "assignment": found.assignment,
            "course": found.assignment.course,
            "run": run,
            "waiting": waiting,
            "attempt": _attempt(found, permissions.known(request)),
        },
    )


@require_GET
def feedback(request: HttpRequest, handle: UUID) -> HttpResponse:
    """The feedback page, for a frame that runs nothing and belongs to no origin."""
    found = permissions.submission_for(request, handle)
    shown = _attempt(found, permissions.known(request)).shown
    if shown is None or not shown.feedback:
        raise Http404
    language = pages.language_of(request)
    html = shown.feedback.get(language) or next(iter(shown.feedback.values()))
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


def _attempt(found: Submission, person: Person) -> Attempt:
    run = last_run(found)
    result: Result | None = getattr(run, "result", None)
    if run is None or result is None or result.status == UNGRADED:
        return Attempt(found, run, None, ungraded=result is not None)
    return Attempt(found, run, permissions.shown_to(person, found, result))


def _best(found: Assignment, person: Person) -> permissions.Shown | None:
    """The best attempt, by what this person may read of it."""
    attempts = (_attempt(one, person) for one in found.submissions.filter(person=person))
    shown = [one.shown for one in attempts if one.shown is not None]
    return max(shown, key=lambda one: one.score, default=None)
