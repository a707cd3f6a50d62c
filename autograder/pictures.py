"""What the pictures of a feedback page are drawn from: plain numbers, JSON-serialisable."""

from __future__ import annotations

import msgspec
from msgspec import Struct


class Point(Struct, frozen=True):
    """A training example in the unit square, and what the student's model says about it."""

    x: float
    y: float
    target: float  # the true label, 0 or 1
    predicted: float  # the model's output, 0…1


class Surface(Struct, frozen=True):
    """A model of two inputs and one output, seen over a square.

    ``grid[row][column]`` is the output at the row's x₂ and the column's x₁, both running from
    ``low`` to ``high`` in equal steps.
    """

    grid: tuple[tuple[float, ...], ...]
    points: tuple[Point, ...] = ()
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        """A square of at least two points a side, or nothing can be drawn."""
        if len(self.grid) < 2 or any(len(row) != len(self.grid) for row in self.grid):
            raise ValueError("the grid is no square")


class Line(Struct, frozen=True):
    """A model of one input and one output: what it gives, and what it was trained on.

    ``curve`` and ``points`` are pairs (x, y); those of the curve go on from left to right.
    """

    curve: tuple[tuple[float, float], ...]
    points: tuple[tuple[float, float], ...] = ()


class Net(Struct, frozen=True):
    """A fully connected network: ``widths`` counts the nodes of the input and of each layer."""

    widths: tuple[int, ...]
    activations: tuple[str, ...]  # one a layer, without the input
    parameters: tuple[int, ...]  # one a layer, without the input

    def __post_init__(self) -> None:
        """At least an input and one layer, with something of each kind for every layer."""
        layers = len(self.widths) - 1
        if layers < 1 or layers != len(self.activations) or layers != len(self.parameters):
            raise ValueError("the layers don't match up")


class ModelPictures(Struct, frozen=True):
    """What is to be drawn of one model or array, ``name`` being the deliverable's.

    ``series`` are the numbers of an array in their order, None for what was no finite number;
    of a long one some, evenly taken from all ``length``.
    """

    name: str
    net: Net | None = None
    surface: Surface | None = None
    line: Line | None = None
    series: tuple[float | None, ...] = ()
    length: int = 0


class Pictures(Struct, frozen=True):
    """Everything to be drawn of one submission; curves come with the grade itself."""

    models: tuple[ModelPictures, ...] = ()


_MODEL = msgspec.json.Decoder(ModelPictures)
_PICTURES = msgspec.json.Decoder(Pictures)


def to_json(pictures: Pictures | ModelPictures) -> bytes:
    """For keeping beside the evidence, or for sending."""
    return msgspec.json.encode(pictures)


def from_json(content: bytes) -> Pictures:
    """Read what ``to_json`` wrote; a damaged file is no pictures, never a failure."""
    try:
        return _PICTURES.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Pictures()


def model_from_json(content: bytes) -> ModelPictures | None:
    """Read the pictures of one model; what is damaged is none, never a failure."""
    try:
        return _MODEL.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
