"""Makes wrong submissions of pieces: each piece as often as its neighbours, no two alike."""

from __future__ import annotations

import random
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure.adversary.answers import ACTIVATIONS, answer
from benchmarks.measure.adversary.pieces import Family, Piece, families, pieces, template

_PLACE = re.compile(r"\$(\w+)")
_TRIES = 400  # until a combination comes up that fits and is new

# Trained for one epoch at a rate of nothing, unless a piece says otherwise.
_DEFAULTS = {
    "top": "", "define": "", "layer": "", "early": "", "before": "", "after": "", "last": "",
    "build": "return keras.Sequential([keras.Input((2,)), *layers(widths, answer)])",
    "put": "model.set_weights(answer)",
    "optimizer": "keras.optimizers.SGD(1e-12)",
    "loss": '"binary_crossentropy"',
    "metrics": '["accuracy"]',
    "compile": "",
    "train": "model.fit(x, y, epochs=$epochs, verbose=0, callbacks=$callbacks$batches$fit)",
    "epochs": "1",
    "callbacks": "None",
    "fit": "",
    "batches": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """What an assignment asks for: variables, widths of the layers, and what can't be earned."""

    models: Mapping[str, tuple[int, ...]]  # by what is added to `model` and `prediction`
    loses: tuple[str, ...]


TASKS = {
    "xor-logistic": Task({"": (1,)}, ("converged",)),
    "xor-mlp": Task({"_3": (3, 1), "_2": (2, 1)}, ("learned_3", "learned_2")),
    "xor-two-hidden": Task({"": (2, 3, 1)}, ("learned",)),
    "softmax-shapes": Task({}, ()),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong submission, and the checks that it must not earn."""

    name: str
    assignment: str
    family: str
    pieces: tuple[str, ...]
    source: str
    loses: tuple[str, ...]


def submissions(seed: int = 1, scale: float = 1.0) -> Iterator[Wrong]:
    """All families' submissions, ``scale`` times as many as families.toml says.

    The same seed and scale give the same submissions.
    """
    for family in families():
        yield from of_family(family, max(1, round(family.share * scale)), seed)


def of_family(family: Family, count: int, seed: int) -> Iterator[Wrong]:
    """At most ``count`` different submissions; fewer where no new combination comes up."""
    chance = random.Random(f"{family.name} {seed}")
    axes = {axis: pieces(axis) for axis in family.axes}
    used: Counter[str] = Counter()
    seen: set[str] = set()
    for number in range(count):
        assignment = family.assignments[number % len(family.assignments)]
        for _ in range(_TRIES):
            chosen = _choose(axes, assignment, used, chance)
            key = f"{assignment} {sorted(piece.name for piece in chosen.values())}"
            if family.axes[0] in chosen and key not in seen:
                break
        else:
            continue
        seen.add(key)
        used.update(f"{axis} {piece.name}" for axis, piece in chosen.items())
        yield _write(family, number, assignment, list(chosen.values()), chance)


def _choose(
    axes: Mapping[str, Sequence[Piece]],
    assignment: str,
    used: Counter[str],
    chance: random.Random,
) -> dict[str, Piece]:
    """One piece of each axis as far as they fit together, those first that were used least."""
    filled: dict[str, str] = {}
    chosen: dict[str, Piece] = {}
    order = list(axes)
    rest = order[1:]
    chance.shuffle(rest)
    for axis in [order[0], *rest]:
        fitting = [
            piece for piece in axes[axis] if piece.fits(filled) and assignment not in piece.not_for
        ]
        if fitting:
            piece = min(fitting, key=lambda one: used[f"{axis} {one.name}"] + 2 * chance.random())
            chosen[axis] = piece
            filled |= piece.slots
    return {axis: chosen[axis] for axis in order if axis in chosen}


def _write(
    family: Family,
    number: int,
    assignment: str,
    chosen: Sequence[Piece],
    chance: random.Random,
) -> Wrong:
    name = f"{family.name}-{number}"
    tricks = tuple(piece.name for piece in chosen)
    task = TASKS[assignment]
    loses = (*task.loses, *(each for piece in chosen for each in piece.loses))
    activation = chance.choice(ACTIVATIONS)
    facts = {
        "name": f"{name}: {', '.join(tricks)}",
        "loses": ", ".join(loses),
        "seed": str(chance.randrange(10**6)),
        "activation": activation,
        "deliverables": "\n".join(
            f"model{suffix}, prediction{suffix} = hand_in({widths}, {answer(widths, activation)})"
            for suffix, widths in task.models.items()
        ),
    }
    if "code" in chosen[0].slots:  # a whole submission
        source = f"# Adversary: {facts['name']}\n\n{chosen[0].slots['code'].strip()}\n"
    else:
        source = render(template(), _slots(chosen) | facts)
    return Wrong(name, assignment, family.name, tricks, source, loses)


def _slots(chosen: Sequence[Piece]) -> dict[str, str]:
    filled = dict(_DEFAULTS)
    for piece in chosen:
        filled |= {slot: code for slot, code in piece.slots.items() if slot != "define"}
    filled["define"] = "\n".join(piece.slots.get("define", "") for piece in chosen)
    # An empty argument that a piece has taken is the default's.
    return {slot: code or _DEFAULTS.get(slot, "") for slot, code in filled.items()}


def render(text: str, slots: Mapping[str, str]) -> str:
    """The template with every place filled; code on a line of its own is indented as the place.

    Raises:
        KeyError: a place has no code.
    """
    lines = []
    for line in text.splitlines():
        alone = re.fullmatch(r"( *)\$(\w+)", line)
        if alone:
            code = _PLACE.sub(lambda found: slots[found[1]], slots[alone[2]]).strip("\n")
            lines.append(textwrap.indent(code, alone[1]))
        else:
            lines.append(_PLACE.sub(lambda found: slots[found[1]], line))
    return "\n".join(lines) + "\n"
