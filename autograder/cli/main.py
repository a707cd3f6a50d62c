"""The command line: the only place that prints or exits.

Exit status: 0 all is well; 1 a student's check, ``verify`` or ``release --check`` found
something; 2 usage or staff error; 3 some submissions are `ungraded`.
"""

from __future__ import annotations

from importlib.metadata import EntryPoints, entry_points

import click

from autograder import __version__
from autograder.cli.commands import (
    audit,
    author,
    check,
    data,
    diff,
    doctor,
    export,
    grade,
    importing,
    init,
    new,
    package,
    release,
    report,
    schema,
    verify,
)
from autograder.util import streams


class _WithFurther(click.Group):
    """Commands of this program, then those of programs that are installed beside it.

    They are looked for only where they are needed: reading the names of all packages takes time.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all, sorted."""
        return sorted({*super().list_commands(ctx), *(one.name for one in _further())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        own = super().get_command(ctx, cmd_name)
        found = (one.load() for one in _further() if own is None and one.name == cmd_name)
        return own or next(found, None)


def _further() -> EntryPoints:
    return entry_points(group="autograder.commands")


@click.group(cls=_WithFurther, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def cli() -> None:
    """Grade deep-learning notebooks: safe, fair, fast and kind."""


for _command in (
    grade.grade,
    check.check,
    init.init,
    new.new,
    importing.import_,
    author.author,
    release.release,
    verify.verify,
    report.report,
    audit.audit,
    schema.schema,
    data.data,
    diff.diff,
    export.export,
    package.package,
    doctor.doctor,
):
    cli.add_command(_command)


def main() -> None:
    """The ``autograder`` script."""
    streams.settle()
    cli(prog_name="autograder")


def grade_main() -> None:
    """The ``grade`` script: ``autograder grade``."""
    streams.settle()
    grade.grade(prog_name="grade")
