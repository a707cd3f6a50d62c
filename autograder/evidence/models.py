"""A Keras model, as it crosses: its layers and its weights."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from autograder.evidence.arrays import Array, Parts
from autograder.evidence.fields import MAX_FITS, MAX_MODEL_CONFIG, Count, Name, Record, Shape, Short


class ModelEvidence(Record, frozen=True, tag_field="kind", tag="model"):
    """A Keras model as architecture and weights.

    ``config`` is the JSON of ``keras.saving.serialize_keras_object(model)``, '' when the model
    can't be described by layers alone (then ``opaque`` says why and ``probe`` holds its answers
    to the inputs that the trusted side sent; ``probe_parts`` those of several outputs).
    ``unsent`` are the shapes of all its weights where they are too large to be sent: ``weights``
    is empty then.
    ``fits`` are indices into ``Evidence.fits``, in the order in which they were run.
    """

    class_name: Name
    config: Annotated[str, Meta(max_length=MAX_MODEL_CONFIG)]
    weights: Annotated[tuple[Array, ...], Meta(max_length=1000)]
    opaque: Short = ""
    traced: bool = False  # subclassed, written down as a functional graph of its layers
    # Where each of ``weights`` stands among the weights that the fits record; () is the same order.
    weight_order: Annotated[tuple[Count, ...], Meta(max_length=1000)] = ()
    own_initializers: bool = False  # some were code; Keras' defaults stand in ``config`` for them
    compiled: Annotated[str, Meta(max_length=MAX_MODEL_CONFIG)] = ""  # JSON of compile config
    fits: Annotated[tuple[Count, ...], Meta(max_length=MAX_FITS)] = ()
    probe: Array | None = None
    probe_parts: Parts = ()
    unsent: Annotated[tuple[Shape, ...], Meta(max_length=1000)] = ()
