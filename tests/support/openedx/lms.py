"""Open edX as an LTI 1.3 platform: its own views, tokens and services, over HTTP.

``python lms.py FOLDER TOOL`` prints its address, and serves until it is killed. It runs in an
environment of its own (``make openedx``): ``lti-consumer-xblock`` is under the AGPL, so nothing of
this project imports it, and it is a tool of the tests alone. What the rest of Open edX would
answer (who is in the course, who may edit it, where grades go) stands below; launches, deep links,
access tokens, line items, scores and rosters are the package's.

Beside them, for the tests: ``/start?user=U&role=R&deep=1`` begins a launch as the course's page
does, and ``/told`` tells what the platform knows.
"""

# ruff: noqa: E402 - Django is set up first
# mypy: ignore-errors
from __future__ import annotations

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

FOLDER, TOOL = Path(sys.argv[1]), sys.argv[2]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


SERVER = make_server("127.0.0.1", 0, None, _Server, _Quiet)  # its address stands in the settings
ADDRESS = f"http://127.0.0.1:{SERVER.server_port}"

settings.configure(
    SECRET_KEY="a secret of the tests",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF="__main__",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "openedx.db"}},
    INSTALLED_APPS=[
        *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"),
        *("rest_framework", "django_filters", "config_models", "lti_consumer"),
    ],
    MIDDLEWARE=[
        "edx_django_utils.cache.middleware.RequestCacheMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    LOGGING={
        "version": 1,
        "handlers": {"stderr": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR"}},
    },
    PLATFORM_NAME="Open edX",
    LMS_ROOT_URL=ADDRESS,
    LTI_BASE=ADDRESS,
    LTI_API_BASE=ADDRESS,
    LEARNING_MICROFRONTEND_URL=ADDRESS,
    USAGE_ID_PATTERN=r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))",
)
django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import include, path
from lti_consumer import api
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.models import (
    CourseAllowPIISharingInLTIFlag,
    LtiAgsScore,
    LtiConfiguration,
    LtiDlContentItem,
)
from lti_consumer.plugin import compat
from opaque_keys.edx.keys import UsageKey

BLOCK = UsageKey.from_string("block-v1:SNU+DL+2026+type@lti_consumer+block@exercise")
MEMBERS = {
    1: ("student-1", "김하나", ["student"]),
    2: ("student-2", "Ben Okafor", ["student"]),
    3: ("teacher-1", "이선생", ["instructor"]),
    4: ("assistant-1", "박조교", ["student", "Community TA"]),
}
GRADES: dict[str, float] = {}  # the gradebook: from 0 to 1


# --- what the rest of Open edX answers --------------------------------------------------------


def _block(location: UsageKey) -> SimpleNamespace:
    """The unit with the exercise in the course."""

    def set_user_module_score(user: str, score: float, most: float, comment: str) -> None:
        del most, comment
        GRADES[user] = score

    return SimpleNamespace(
        scope_ids=SimpleNamespace(usage_id=location),
        lti_1p3_passport_id="",
        lti_1p3_tool_public_key="",
        lti_1p3_tool_keyset_url=f"{TOOL}/lti/keys",
        context_id=str(location.course_key),
        weight=100,
        display_name="Exercise",
        has_score=True,
        accept_grades_past_due=True,
        is_past_due=lambda: False,
        max_score=lambda: 100,
        set_user_module_score=set_user_module_score,
    )


def _members(_: object) -> dict[int, dict[str, object]]:
    return {
        number: {"id": number, "username": one, "name": name, "email": "", "roles": list(roles)}
        for number, (one, name, roles) in MEMBERS.items()
    }


def _external_ids(_: object) -> dict[int, SimpleNamespace]:
    return {number: SimpleNamespace(external_user_id=one) for number, (one, *_) in MEMBERS.items()}


compat.load_enough_xblock = _block
compat.load_block_as_user = _block
compat.user_has_studio_write_access = lambda user, course: True
compat.get_user_from_external_user_id = lambda identifier: identifier
compat.get_course_members = _members
compat.merge_course_forum_roles = lambda course, members: members
compat.batch_get_or_create_externalids = _external_ids


# --- for the tests ------------------------------------------------------------------------------


def _configured() -> LtiConfiguration:
    """The tool as an author sets it up in Studio."""
    made = LtiConfiguration.objects.filter(location=BLOCK).first()
    if made is not None:
        return made
    made = LtiConfiguration.objects.create(
        location=BLOCK,
        version=LtiConfiguration.LTI_1P3,
        config_store=LtiConfiguration.CONFIG_ON_DB,
        lti_1p3_oidc_url=f"{TOOL}/lti/login",
        lti_1p3_launch_url=f"{TOOL}/lti/launch",
        lti_1p3_redirect_uris=[f"{TOOL}/lti/launch"],
        lti_advantage_ags_mode=LtiConfiguration.LTI_ADVANTAGE_AGS_DECLARATIVE,
        lti_advantage_enable_nrps=True,
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=f"{TOOL}/lti/launch",
    )
    passport = made.lti_1p3_passport  # made when the configuration was saved
    passport.lti_1p3_tool_keyset_url = f"{TOOL}/lti/keys"
    passport.save()
    CourseAllowPIISharingInLTIFlag.objects.create(course_id=BLOCK.course_key, enabled=True)
    return LtiConfiguration.objects.get(pk=made.pk)


def start(request: object) -> HttpResponseRedirect:
    """Begin a launch, as the page of the course does for whoever looks at it."""
    told = request.GET
    number = next(key for key, (one, *_) in MEMBERS.items() if one == told["user"])
    data = Lti1p3LaunchData(
        user_id=number,
        external_user_id=told["user"],
        user_role=told["role"],
        name=MEMBERS[number][1],
        config_id=_configured().config_id,
        resource_link_id=str(BLOCK),
        context_id=str(BLOCK.course_key),
        context_type=["course_offering"],
        context_title="딥러닝 - SNU",
        context_label=str(BLOCK.course_key),
        launch_presentation_document_target="iframe",
    )
    if told.get("deep"):
        return HttpResponseRedirect(api.get_lti_1p3_launch_start_url(data, deep_link_launch=True))
    return HttpResponseRedirect(api.get_lti_1p3_content_url(data))


def told(_: object) -> JsonResponse:
    """What an author reads in Studio, and what the platform was told."""
    made = _configured()
    info = api.get_lti_1p3_launch_info(
        Lti1p3LaunchData(1, "student", made.config_id, resource_link_id=str(BLOCK))
    )
    return JsonResponse(
        {
            "issuer": ADDRESS,
            "client_id": info["client_id"],
            "deployment_id": info["deployment_id"],
            "keys_url": info["keyset_url"],
            "token_url": info["token_url"],
            "login_url": info["oidc_callback"],
            "items": [one.attributes for one in LtiDlContentItem.objects.all()],
            "scores": list(
                LtiAgsScore.objects.values(
                    "user_id", "score_given", "score_maximum", "grading_progress"
                )
            ),
            "grades": GRADES,
        },
        json_dumps_params={"default": str},
    )


urlpatterns = [
    path("start", start),
    path("told", told),
    path("api/", include("lti_consumer.plugin.urls")),
]


if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    _configured()
    SERVER.set_app(get_wsgi_application())
    print(ADDRESS, flush=True)
    SERVER.serve_forever()
