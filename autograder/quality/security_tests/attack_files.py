"""Attack files, in ``attacks/``: a small student program each, whose header says what it tries.

::

    # Attack: reads the hidden checks.
    # Kind: reading
    # When: both                     (default: before and after honest work, in one program;
                                      each: one program before it and another one after it;
                                      before, after: only then)
    # Costs: nothing                 (default: the grade is that of the same work without it;
                                      own: it destroys the student's own work, and gains nothing)
    # Explained: why no missing layer lets it through, where that is so.

An attack calls ``through("what")`` when it got what it wanted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.errors import StaffError

_HEADER: Final = re.compile(r"^# (Attack|Kind|When|Costs|Explained): (.+)$", re.MULTILINE)

# A wrong answer and right models: what an attack must not change is 60 of 100 points.
HONEST: Final = """\
import keras
import numpy as np
answer = 41
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile("sgd", "mse")
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
model.fit(x, x[:, :1], epochs=2, verbose=0)
prediction = model.predict(x, verbose=0)
"""


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack. ``source`` is Python, or a whole notebook as JSON."""

    name: str
    tries: str
    kind: str
    when: str
    costs: str
    explained: str
    source: str
    notebook: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """One submission that carries an attack."""

    name: str
    attack: Attack
    filename: str
    content: bytes


def folder() -> Path:
    """Where the attack files are.

    Raises:
        StaffError: this installation comes without them.
    """
    place = Path(__file__).resolve().parent / "attacks"
    if not place.is_dir():
        raise StaffError(
            "the attack files are not in this installation",
            "A package for Gradescope leaves them out: run this where the program is installed.",
        )
    return place


def read_all(place: Path) -> tuple[Attack, ...]:
    """Every attack in a folder, sorted by name.

    Raises:
        StaffError: a header is missing.
    """
    paths = sorted([*place.glob("*.py"), *place.glob("*.ipynb")])
    return tuple(read(path) for path in paths if path.stem != "__init__")


def read(path: Path) -> Attack:
    """One attack file.

    Raises:
        StaffError: its header is missing.
    """
    text = path.read_text(encoding="utf-8")
    notebook = path.suffix == ".ipynb"
    header = "".join(json.loads(text)["cells"][0]["source"]) if notebook else text
    found = dict(_HEADER.findall(header))
    if not {"Attack", "Kind"} <= set(found):
        raise StaffError(f"{path} has no header", "Begin with `# Attack: …` and `# Kind: …`.")
    return Attack(
        name=path.stem,
        tries=found["Attack"],
        kind=found["Kind"],
        when=found.get("When", "both"),
        costs=found.get("Costs", "nothing"),
        explained=found.get("Explained", ""),
        source=text,
        notebook=notebook,
    )


def shots(attack: Attack, prelude: str) -> tuple[Shot, ...]:
    """The submissions of an attack; ``prelude`` is the cell that tells it what to aim at."""
    if attack.notebook:
        content = attack.source.replace("PRELUDE", json.dumps(prelude)[1:-1]).encode()
        return (Shot(attack.name, attack, f"{attack.name}.ipynb", content),)
    orders: dict[str, dict[str, tuple[str, ...]]] = {
        "both": {"": (attack.source, HONEST, attack.source)},
        "each": {"-before": (attack.source, HONEST), "-after": (HONEST, attack.source)},
        "before": {"": (attack.source, HONEST)},
        "after": {"": (HONEST, attack.source)},
    }
    return tuple(
        Shot(
            attack.name + suffix,
            attack,
            f"{attack.name}.py",
            "\n# %%\n".join((prelude, *parts)).encode(),
        )
        for suffix, parts in orders[attack.when].items()
    )
