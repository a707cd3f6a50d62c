"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from autograder.records import LANGUAGES
from autograder.util.catalogues import CatalogueError, catalogues

Command = TypeVar("Command", bound=Callable[..., Any])


class Place(click.Path):
    """A path to write to. An empty one, of a variable that isn't set, is no current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty; name a folder.", param, ctx)
        return super().convert(value, param, ctx)


class SpokenLanguage(click.Choice[str]):
    """Korean, English, or a language that there is a catalogue of."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            if value in catalogues():
                return value
        except CatalogueError as error:
            self.fail(f"{error}. {error.tip}", param, ctx)
        return super().convert(value, param, ctx)


def course_option(command: Command) -> Command:
    """``--course DIR``."""
    return click.option(
        "--course",
        type=click.Path(path_type=Path, file_okay=False),
        help="The course's folder; found upwards from the current one by default.",
    )(command)


def language_option(command: Command) -> Command:
    """``--lang ko|en``."""
    return click.option(
        "--lang",
        "language",
        type=SpokenLanguage(LANGUAGES),
        envvar="AUTOGRADER_LANG",
        help="Language of messages for this run; the course's `lang` by default.",
    )(command)


def unsafe_option(command: Command) -> Command:
    """``--unsafe-no-sandbox``."""
    return click.option(
        "--unsafe-no-sandbox",
        "unsafe",
        is_flag=True,
        help="Run student code even where nothing isolates it; every result then says so.",
    )(command)
