"""Tests that install something need a package registry, and skip loudly where none answers."""

from __future__ import annotations

import pytest

_UNREACHABLE = ("Could not connect", "error sending request", "dns error", "Failed to fetch")


def skip_where_no_registry_answers(complaint: str) -> None:
    """Skip the test if this is what uv says of a network that is not there."""
    if any(words in complaint for words in _UNREACHABLE):
        pytest.skip(f"NO REGISTRY ANSWERS, nothing was installed: {complaint.strip()[-200:]}")
