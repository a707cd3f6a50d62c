"""What the pictures of a feedback page are drawn from: plain numbers, JSON-serialisable."""

from __future__ import annotations

import math

import msgspec
from msgspec import Struct

_MOST_COUNT = 1e12


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


class Matrix(Struct, frozen=True):
    """A confusion matrix: ``counts[right][answered]``, none below 0."""

    counts: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """A square of at least two classes, or nothing can be drawn."""
        numbers = [one for row in self.counts for one in row]
        if len(self.counts) < 2 or any(len(row) != len(self.counts) for row in self.counts):
            raise ValueError("the matrix is no square")
        if not all(0 <= one <= _MOST_COUNT for one in numbers) or not any(numbers):
            raise ValueError("these are no counts")


class Images(Struct, frozen=True):
    """The weights of the first nodes of a layer, each node's as an image.

    Each image is a text of ``rows`` times ``columns`` digits, line by line: 0 is the most negative
    weight of all, 9 the most positive, and 4 and 5 lie on either side of 0. ``nodes`` counts those
    of the layer; ``least`` and ``most`` are the weights at the ends of the scale.
    """

    images: tuple[str, ...]
    rows: int
    columns: int
    nodes: int
    least: float
    most: float

    def __post_init__(self) -> None:
        """Whole images, or nothing can be drawn."""
        size = self.rows * self.columns
        if size < 1 or not self.images or any(len(one) != size for one in self.images):
            raise ValueError("the images are not whole")
        if not all(one.isascii() and one.isdigit() for one in self.images):
            raise ValueError("these are no images")


class Boundary(Struct, frozen=True):
    """The line where ``weights[0]`` x + ``weights[1]`` y + ``bias`` is 0, between points.

    Of many ``points`` some, evenly taken; ``right`` of all ``count`` lie on their side of it.
    """

    weights: tuple[float, float]
    bias: float
    points: tuple[Point, ...]
    right: int
    count: int

    def __post_init__(self) -> None:
        """Finite numbers and a point, or nothing can be drawn."""
        numbers = [*self.weights, self.bias, *(at for one in self.points for at in (one.x, one.y))]
        if not self.points or not all(map(math.isfinite, numbers)):
            raise ValueError("these are no points and no line")


class ModelPictures(Struct, frozen=True):
    """What is to be drawn of one model or array, ``name`` being the deliverable's.

    ``series`` are the numbers of an array in their order, None for what was no finite number;
    of a long one some, evenly taken from all ``length``. ``norms`` are the sizes of several arrays,
    None for what has none.
    """

    name: str
    net: Net | None = None
    surface: Surface | None = None
    line: Line | None = None
    series: tuple[float | None, ...] = ()
    length: int = 0
    matrix: Matrix | None = None
    images: Images | None = None
    boundary: Boundary | None = None
    norms: tuple[float | None, ...] = ()


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
