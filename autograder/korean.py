"""Where ``autograder.util.korean`` was until 0.2; it leaves with 0.3."""

from __future__ import annotations

from autograder.util.korean import *  # noqa: F403 - for the checks of older assignments
