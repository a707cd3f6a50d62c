"""Which address is whose."""

from __future__ import annotations

from django.urls import path

from portal.views import (
    front,
    health,
    launches,
    live,
    people,
    platforms,
    queue,
    registrations,
    staff,
    work,
)

urlpatterns = [
    path("", front.front, name="front"),
    path("i/<str:token>", front.invitation, name="invitation"),
    path("leave", front.leave, name="leave"),
    path("language", front.choose_language, name="language"),
    path("courses/<slug:name>", work.course, name="course"),
    path("courses/<slug:name>/settings", staff.course_settings, name="course-settings"),
    path("courses/<slug:name>/log", staff.log, name="log"),
    path("courses/<slug:name>/people", people.people, name="people"),
    path("courses/<slug:name>/people/role", people.change_role, name="change-role"),
    path("courses/<slug:name>/people/invite", people.invite, name="invite"),
    path("courses/<slug:name>/people/read", people.read_roster, name="read-roster"),
    path("courses/<slug:name>/queue", queue.queue, name="queue"),
    path("courses/<slug:name>/queue/<int:number>/cancel", queue.cancel, name="cancel"),
    path("courses/<slug:name>/<slug:slug>", work.assignment, name="assignment"),
    path("courses/<slug:name>/<slug:slug>/hand-in", work.hand_in, name="hand-in"),
    path("courses/<slug:name>/<slug:slug>/grades", people.grades, name="grades"),
    path("courses/<slug:name>/<slug:slug>/grades.csv", people.grades_csv, name="grades-csv"),
    path("courses/<slug:name>/<slug:slug>/settings", staff.settings, name="settings"),
    path("courses/<slug:name>/<slug:slug>/extensions", staff.extensions, name="extensions"),
    path("courses/<slug:name>/<slug:slug>/regrade", staff.regrade_all, name="regrade-all"),
    path("submissions/<uuid:handle>", work.submission, name="submission"),
    path("submissions/<uuid:handle>/difference", work.difference, name="difference"),
    path("submissions/<uuid:handle>/regrade", staff.regrade, name="regrade"),
    path("submissions/<uuid:handle>/feedback", work.feedback, name="feedback"),
    path("submissions/<uuid:handle>/files/<int:number>", work.file, name="file"),
    path("submissions/<uuid:handle>/events", live.events, name="events"),
    path("lti/login", launches.login, name="lti-login"),
    path("lti/again/<str:handle>", launches.again, name="lti-again"),
    path("lti/launch", launches.launch, name="lti-launch"),
    path("lti/choose", launches.choose, name="lti-choose"),
    path("lti/keys", launches.public_keys, name="lti-keys"),
    path("lti/register/<str:token>", registrations.register, name="register"),
    path("platforms", platforms.platforms, name="platforms"),
    path("platforms/link", platforms.make_link, name="registration-link"),
    path("platforms/key", platforms.rotate_key, name="rotate-key"),
    path("platforms/<int:number>/deployments", platforms.add_deployment, name="add-deployment"),
    path("healthz", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
]
