"""All standard checks, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from autograder.checks import (
    answers,
    arrays,
    files,
    functions,
    networks,
    predictions,
    training,
    unknown_numbers,
)
from autograder.checks.definition import StandardCheck

_ALL: Final = (
    networks.parameters,
    networks.layers,
    networks.output_shape,
    networks.activation,
    training.trained,
    training.learned,
    training.fitted,
    training.converged,
    training.accuracy_at_least,
    predictions.prediction_shape,
    predictions.prediction_own,
    arrays.array_shape,
    arrays.numbers,
    unknown_numbers.drawn,
    unknown_numbers.ratio,
    unknown_numbers.own_weights,
    functions.gives,
    files.file_saved,
    files.file_parameters,
    files.file_weights,
    files.file_log,
    files.file_image,
    answers.equals,
    answers.close,
    answers.entries,
    answers.keys,
    answers.one_of,
    answers.mentions,
)

LIBRARY: Final[Mapping[str, StandardCheck]] = MappingProxyType({one.name: one for one in _ALL})
