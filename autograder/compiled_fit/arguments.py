"""The arguments of one `Model.fit` call, by name, with Keras' defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class FitArguments:
    """Keras' own parameters of `fit`, in Keras' order and with Keras' defaults.

    Source: `keras/src/backend/tensorflow/trainer.py`, `TensorFlowTrainer.fit`.
    """

    x: Any = None
    y: Any = None
    batch_size: Any = None
    epochs: Any = 1
    verbose: Any = "auto"
    callbacks: Any = None
    validation_split: Any = 0.0
    validation_data: Any = None
    shuffle: Any = True
    class_weight: Any = None
    sample_weight: Any = None
    initial_epoch: Any = 0
    steps_per_epoch: Any = None
    validation_steps: Any = None
    validation_batch_size: Any = None
    validation_freq: Any = 1

    @classmethod
    def of(cls, given: Mapping[str, object]) -> FitArguments:
        """Fills in the defaults.

        Raises:
            TypeError: a name that `Model.fit` does not know.
        """
        return cls(**given)

    def by_name(self) -> dict[str, Any]:
        """The arguments as keywords for stock `fit`, arrays not copied."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def validates(self) -> bool:
        """Whether there is anything to validate on."""
        return self.validation_data is not None or bool(self.validation_split)
