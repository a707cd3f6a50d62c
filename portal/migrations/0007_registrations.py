"""Platforms register themselves by a link; keys of the portal are public until a stated time."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ACTIONS = [
    ("settings", "Settings"), ("extension", "Extension"), ("role", "Role"), ("export", "Export"),
    ("regrade", "Regrade"), ("launch", "Launch"), ("platform", "Platform"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_sent_score")]

    operations = [
        migrations.AddField("toolkey", "until", models.DateTimeField(null=True)),
        migrations.AlterField(
            "auditlog", "action", models.CharField(choices=ACTIONS, max_length=16)
        ),
        migrations.CreateModel(
            "Registration",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("expires", models.DateTimeField()),
                ("used", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("courses", models.ManyToManyField(related_name="+", to="portal.course")),
            ],
        ),
    ]
