"""Each run knows its course, so that courses take turns."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# Constraints are looked at at once: a table with checks that are still to come can't be altered.
_FILL = """
    UPDATE portal_run SET course_id = portal_assignment.course_id
    FROM portal_submission
    JOIN portal_assignment ON portal_assignment.id = portal_submission.assignment_id
    WHERE portal_submission.id = portal_run.submission_id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
_STATES = [
    ("queued", "Queued"),
    ("running", "Running"),
    ("done", "Done"),
    ("superseded", "Superseded"),
    ("cancelled", "Cancelled"),
]


def _course(*, null: bool) -> models.Field[object, object]:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="runs",
        to="portal.course",
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_pages")]

    operations = [
        migrations.AddField("run", "course", _course(null=True)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AlterField("run", "course", _course(null=False)),
        migrations.AlterField(
            "run", "state", models.CharField(choices=_STATES, default="queued", max_length=16)
        ),
        migrations.RemoveIndex("run", "waiting_runs"),
        migrations.RemoveIndex("run", "busy_runs"),
        migrations.AddIndex(
            "run",
            models.Index(
                condition=models.Q(("state", "queued")),
                fields=["course", "-priority", "queued"],
                name="waiting_runs",
            ),
        ),
        migrations.AddIndex(
            "run",
            models.Index(
                condition=models.Q(("state", "running")), fields=["course"], name="busy_runs"
            ),
        ),
        migrations.AddIndex("run", models.Index(fields=["course", "-started"], name="last_turns")),
    ]
