"""What has to be there before the first page: tables, files, a first link."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from portal.configuration import ADDRESS, DATA, DATABASE, Configuration, ConfigurationError


def settle(configuration: Configuration, database: str) -> None:
    """Set Django up in this process, and tell its children what it was told."""
    import django

    os.environ |= {
        DATA: str(configuration.data),
        ADDRESS: configuration.address,
        DATABASE: database,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    django.setup()


def prepare(course: Path | None) -> None:
    """Bring tables, files for browsers and the course up to date."""
    from django.core.management import call_command

    from portal import courses

    make_tables()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    if course is not None:
        courses.import_course(course)


def make_tables() -> None:
    """Bring tables up to date; harmless while the portal runs."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def guests(course: Path | None, *, demo: bool) -> Mapping[str, str]:
    """Make the demo class, if it is wanted: a link for each role that one can try.

    Raises:
        StaffError: the course has a fault.
        ConfigurationError: there is no course, or it has no examples.
    """
    from portal import demo as demo_class

    if not demo:
        return {}
    if course is None:
        raise ConfigurationError(
            "there is no course here to show",
            "Start the demo in the folder of this program's repository, or name it: --course DIR.",
        )
    return {f"{one.role} {one.name}": one.address for one in demo_class.make(course)}


def first_link() -> str:
    """A link for the first administrator; '' where there is one already."""
    from portal import signing_in
    from portal.models import Person
    from portal.views.people import address_of

    if Person.objects.filter(is_administrator=True, last_login__isnull=False).exists():
        return ""
    person, _ = Person.objects.get_or_create(
        is_administrator=True, last_login=None, defaults={"name": "Administrator"}
    )
    return address_of(signing_in.invite(person))
