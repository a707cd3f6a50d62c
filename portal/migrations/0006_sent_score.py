"""What was sent to a gradebook is a score, too: lateness changes it without another result."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_roster")]

    operations = [migrations.AddField("passback", "sent_score", models.FloatField(null=True))]
