"""What a standard check is, and the decorator that makes one of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, get_type_hints

import msgspec

from autograder.checks import arguments
from autograder.checks.mutant import Mutant
from autograder.checks.wording import Name, Words
from autograder.records import DeliverableKind, Text
from autograder.util.decoding import converter

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork

Body = Callable[..., None]  # (student, argument, …); raises AssertionError where points are lost
DEFAULT_POINTS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its name, its type, and what stands for it where it is left out."""

    name: str
    type: object
    default: object = msgspec.NODEFAULT

    @property
    def kind(self) -> DeliverableKind | None:
        """The kind of deliverable that it names; None where it names none."""
        return arguments.KINDS.get(self.type)

    @property
    def is_table(self) -> bool:
        """Whether it names a table."""
        return self.type in {arguments.Table, arguments.Inputs}


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with arguments that are each of their type, and what would be right."""

    said: str
    tip: str


@dataclass(frozen=True, slots=True)
class StandardCheck:
    """A check of the library. Only the process of the checks calls ``body``.

    ``named_after`` is the argument whose variable names the check in an assignment, '' for the
    check's own name; ``answer`` the one that says what is right, '' where none does. ``objection``
    is what is wrong with arguments (a record). ``convert`` and ``decode`` read arguments into a
    record, from TOML's values and from JSON; both raise
    msgspec.ValidationError.
    """

    name: str
    title: Text
    hint: Text
    points: float
    visible: bool
    manual: bool
    named_after: str
    answer: str
    arguments: tuple[Argument, ...]
    mutants: tuple[Mutant, ...]
    body: Body
    further_words: Callable[[Any], Words]
    objection: Callable[[Any], Objection | None]
    convert: Callable[[object], Any]
    decode: Callable[[bytes | str], Any]

    @property
    def summary(self) -> str:
        """The first paragraph of the function's docstring, in one line."""
        return " ".join((inspect.getdoc(self.body) or "").split("\n\n")[0].split())

    def words(self, given: Any) -> Words:
        """What the texts can name: the arguments (a record), and what follows from them."""
        own = {
            one.name: Name(getattr(given, one.name)) if one.kind else getattr(given, one.name)
            for one in self.arguments
            if not one.is_table
        }
        return own | dict(self.further_words(given))

    def run(self, student: StudentWork, given: str) -> None:
        """Check; ``given`` are the arguments as JSON.

        Raises:
            AssertionError: points are lost.
            NotCheckedError, WrongKindError, UndecidedError: as the methods of ``student``.
        """
        record = self.decode(given)
        self.body(student, **{one.name: getattr(record, one.name) for one in self.arguments})


def _no_words(_: Any) -> Words:
    return {}


def _no_objection(_: Any) -> Objection | None:
    return None


def check(  # noqa: PLR0913 - the facts of a check, each by its name
    *,
    ko: str,
    en: str,
    hint_ko: str,
    hint_en: str,
    points: float = DEFAULT_POINTS,
    visible: bool = False,
    manual: bool = False,
    named_after: str = "",
    answer: str = "",
    words: Callable[[Any], Words] = _no_words,
    objection: Callable[[Any], Objection | None] = _no_objection,
    mutants: tuple[Mutant, ...] = (),
) -> Callable[[Body], StandardCheck]:
    """Make a standard check of a function ``(student, argument: Type, …) -> None``.

    ``words`` is given the arguments as a record and says what the texts need beside them;
    ``objection`` is given the same.
    """

    def made(body: Body) -> StandardCheck:
        given = _arguments(body)
        record = _record(body.__name__, given)
        return StandardCheck(
            name=body.__name__,
            title=Text(ko, en),
            hint=Text(hint_ko, hint_en),
            points=points,
            visible=visible,
            manual=manual,
            named_after=named_after,
            answer=answer,
            arguments=given,
            mutants=mutants,
            body=body,
            further_words=words,
            objection=objection,
            convert=converter(record),
            decode=msgspec.json.Decoder(record).decode,
        )

    return made


def _arguments(body: Body) -> tuple[Argument, ...]:
    """All parameters of a body but the first, which is the student's work."""
    hints: Mapping[str, object] = get_type_hints(
        body, localns={"StudentWork": object}, include_extras=True
    )
    _, *others = inspect.signature(body).parameters.values()
    return tuple(Argument(one.name, hints[one.name], _default(one.default)) for one in others)


def _default(value: object) -> object:
    return msgspec.NODEFAULT if value is inspect.Parameter.empty else value


def _record(name: str, given: tuple[Argument, ...]) -> type[msgspec.Struct]:
    fields: list[Any] = [
        (one.name, one.type)
        if one.default is msgspec.NODEFAULT
        else (one.name, one.type, one.default)
        for one in given
    ]
    make = partial(msgspec.defstruct, frozen=True, forbid_unknown_fields=True, kw_only=True)
    return make(f"_{name.title().replace('_', '')}", fields)
