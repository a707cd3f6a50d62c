"""Names of what is handed in: a variable has a name of Python, a file one with a dot or a slash."""

from __future__ import annotations

from autograder.records import DeliverableKind
from autograder.util.file_names import is_file_name

_TIP = (
    "A file is named as it is saved, model.keras, a folder with a slash behind it, logs/, and "
    "figures/*.png stands for the newest that fits."
)


def objection_to_name(name: str, kind: DeliverableKind) -> tuple[str, str] | None:
    """What is wrong with the name of a deliverable, and what would be right.

    A check of models may also name a file: what is in it is a model.
    """
    if kind == "file":
        return None if is_file_name(name) else (f"`{name}` is no name of a file", _TIP)
    if name.isidentifier() or (kind == "model" and is_file_name(name)):
        return None
    return f"deliverable `{name}` is no Python name", "Use a variable name."


def kind_of(name: str, kind: DeliverableKind) -> DeliverableKind:
    """The kind of a deliverable that a check uses as ``kind``: a model may be in a file."""
    return "file" if kind == "model" and is_file_name(name) else kind
