"""``autograder doctor``: its arguments and options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import course_option
from autograder.cli.plain_errors import plain_errors


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--attack", is_flag=True, help="Attack the sandbox with every known attack.")
@course_option
def doctor(as_json: bool, attack: bool, course: Path | None) -> None:
    """Say what this machine has, what it lacks, and what to do about it."""
    with plain_errors():
        from autograder.cli import doctor as health

        sys.exit(health.doctor(as_json=as_json, attack=attack, course=course))
