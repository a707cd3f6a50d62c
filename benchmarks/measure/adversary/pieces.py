"""The pieces that submissions are made of, and the families that say what goes with what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent
_CALLED_WITH = ("epochs", "callbacks", "fit", "batches")  # what ``train`` hands on, or should


@dataclass(frozen=True, slots=True)
class Piece:
    """A trick. ``slots`` is the code that it puts into a submission, by the name of the place.

    Two pieces that fill the same slot don't combine, but for ``define``, which holds functions
    and classes. ``not_for`` are assignments for which the trick is no wrong.
    """

    name: str
    slots: Mapping[str, str]
    not_for: frozenset[str]
    loses: tuple[str, ...]  # checks besides those that all submissions of an assignment lose

    def fits(self, filled: Mapping[str, str]) -> bool:
        """Whether it leaves what is ``filled`` already alone."""
        return not (self.slots.keys() - {"define"}) & filled.keys()


@dataclass(frozen=True, slots=True)
class Family:
    """Which files of pieces are combined, for which assignments, how many by default."""

    name: str
    about: str
    axes: tuple[str, ...]
    assignments: tuple[str, ...]
    share: int


def families() -> tuple[Family, ...]:
    """All families, in the order of the file."""
    found = tomllib.loads((_FOLDER / "families.toml").read_text(encoding="utf-8"))
    return tuple(
        Family(name, each["about"], tuple(each["axes"]), tuple(each["assignments"]), each["share"])
        for name, each in found.items()
    )


def pieces(axis: str) -> tuple[Piece, ...]:
    """The pieces of one file."""
    text = (_FOLDER / "pieces" / f"{axis}.toml").read_text(encoding="utf-8")
    return tuple(_piece(name, dict(each)) for name, each in tomllib.loads(text).items())


def template() -> str:
    """The submission that pieces are put into; its places begin with a dollar sign."""
    return (_FOLDER / "submission.txt").read_text(encoding="utf-8")


def _piece(name: str, found: dict[str, object]) -> Piece:
    not_for = frozenset(map(str, _list(found.pop("not_for", []))))
    loses = tuple(map(str, _list(found.pop("loses", []))))
    slots = {slot: str(code) for slot, code in found.items()}
    # What a piece makes without effect is taken: another piece there would change nothing.
    if "train" in slots:
        slots |= {slot: "" for slot in _CALLED_WITH if f"${slot}" not in slots["train"]} | slots
    if "build" in slots and "layers(" not in slots["build"] and "beside(" not in slots["build"]:
        slots.setdefault("layer", "")
    return Piece(name, slots, not_for, loses)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
