"""The life of an errand: claimed with a fence by a worker of its version, answered once.

Whose turn it is: of the commands that wait, the one with the fewest errands going on is next; of
equals, the one that waits longest. Within a command it is first come, first served.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import Now

from autograder import api
from portal import letters, runs
from portal.models import Command, Errand, GraderVersion, Parcel
from portal.turns import Claim

COMMANDS_SILENCE: Final = timedelta(minutes=10)  # of a command, after which it was killed
_VERSIONS_SILENCE: Final = timedelta(days=1)
_COMMANDS: Final = """
    SELECT command.id FROM portal_command command
    CROSS JOIN LATERAL (
        SELECT id FROM portal_errand WHERE command_id = command.id AND state = 'queued'
        ORDER BY id LIMIT 1
    ) first
    WHERE command.version = %s
    ORDER BY
        (SELECT count(*) FROM portal_errand WHERE command_id = command.id AND state = 'running'),
        first.id
"""
_TAKE: Final = """
    UPDATE portal_errand
    SET state = 'running', attempt = attempt + 1, beat = now(), progress = jsonb_build_object()
    WHERE id = (
        SELECT id FROM portal_errand WHERE command_id = %s AND state = 'queued'
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, attempt
"""


def appear(version: str) -> None:
    """Say that a worker of this version is there."""
    GraderVersion.objects.bulk_create(
        [GraderVersion(version=version, beat=Now())],
        update_conflicts=True, unique_fields=["version"], update_fields=["beat"],
    )  # fmt: skip


def claim(version: str) -> Claim | None:
    """Take the errand whose turn it is; None where none of this version waits."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMANDS, [version])
        for (command,) in cursor.fetchall():
            cursor.execute(_TAKE, [command])
            taken = cursor.fetchone()
            if taken is not None:
                return Claim(*taken)
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted; ``course`` names the folder of its data sets."""

    wanted: api.Wanted
    course: str


def asked(mine: Claim) -> Asked:
    """What an errand is about.

    Raises:
        Errand.DoesNotExist: the command took it back.
    """
    found = Errand.objects.select_related("assignment").get(pk=mine.run)
    order = letters.read_wanted(bytes(found.wanted), bytes(found.assignment.content))
    return Asked(order, found.course)


def tell_progress(mine: Claim, progress: Mapping[str, Any] | None = None) -> bool:
    """Say that it goes on, and how far it is; whether it is still this worker's."""
    changes: dict[str, Any] = {} if progress is None else {"progress": dict(progress)}
    return bool(_mine(mine).update(beat=Now(), **changes))


def finish(mine: Claim, answer: bytes) -> bool:
    """Write the answer, if the errand is still this worker's: so each has one, once."""
    return bool(_mine(mine).update(state=Errand.State.DONE, answer=answer, problem={}))


def fail(mine: Claim, error: Exception) -> bool:
    """Write that there will be no answer, and why."""
    return bool(_mine(mine).update(state=Errand.State.DONE, problem=_told(error)))


def give_back(mine: Claim, error: Exception) -> bool:
    """Put one back that could not be answered; its attempt counts, and why is kept."""
    changes = {"state": Errand.State.QUEUED, "progress": {}, "problem": _told(error)}
    return bool(_mine(mine).update(**changes))


def give_up(mine: Claim) -> bool:
    """End one that no worker came to an end with."""
    lost = api.InfrastructureError(f"{runs.MOST_ATTEMPTS} workers began it, and none ended it")
    last = Errand.objects.values_list("problem", flat=True).filter(pk=mine.run).first()
    return bool(_mine(mine).update(state=Errand.State.DONE, problem=last or _told(lost)))


def take_back() -> int:
    """Queue those again whose workers fell silent; how many these were."""
    silent = Errand.objects.filter(state=Errand.State.RUNNING, beat__lt=Now() - runs.SILENCE)
    return int(silent.update(state=Errand.State.QUEUED, progress={}))


def waiting() -> Mapping[str, int]:
    """How many errands wait, by the version of the grader."""
    found = Errand.objects.filter(state=Errand.State.QUEUED).values("command__version")
    counted = found.annotate(many=Count("pk")).order_by()
    return {one["command__version"]: one["many"] for one in counted}


def forget() -> int:
    """Take away what killed commands left, and jobs of which nothing waits; how many commands."""
    gone = list(
        Command.objects.filter(beat__lt=Now() - COMMANDS_SILENCE).values_list("pk", flat=True)
    )
    with transaction.atomic():
        Errand.objects.filter(command__in=gone).delete()
        Parcel.objects.filter(command__in=gone).delete()
        Command.objects.filter(pk__in=gone).delete()
    GraderVersion.objects.filter(beat__lt=Now() - _VERSIONS_SILENCE).delete()
    kept = [letters.queue_of(version) for version in waiting()]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND starts_with(queue_name, %s) "
            "AND NOT (queue_name = ANY(%s))",
            [letters.ERRANDS, kept],
        )
    return len(gone)


def _told(error: Exception) -> dict[str, str]:
    if isinstance(error, api.StaffError):
        return {"said": str(error), "tip": error.tip or "Mend it where the workers run."}
    return {"said": str(error) or type(error).__name__}


def _mine(mine: Claim) -> Any:
    return Errand.objects.filter(pk=mine.run, attempt=mine.attempt, state=Errand.State.RUNNING)
