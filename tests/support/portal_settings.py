"""The portal's settings for mypy, which reads them: without a folder for a portal's own files."""

import os

os.environ["AUTOGRADER_PORTAL_DATA"] = ".mypy_cache/portal"

from portal.settings import *  # noqa: F403
