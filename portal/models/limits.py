"""What was spent of a limit on how often somebody may ask."""

from __future__ import annotations

from django.db import models


class Spent(models.Model):
    """How much of a limit somebody used up by now, in a time that ends.

    ``who`` is a digest, of the limit's name and of a person or an address: the table names nobody.
    """

    who = models.CharField(max_length=64, primary_key=True)
    amount = models.BigIntegerField()
    until = models.DateTimeField()
