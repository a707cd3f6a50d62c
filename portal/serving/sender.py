"""The process that sends grades to gradebooks and reads rosters.

``python -m portal.serving.sender``
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Final

from portal.serving import processes

PAUSE: Final = 1.0  # seconds between two looks


def main() -> int:
    """Send and read what is due until SIGTERM or SIGINT."""
    import django

    processes.end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.db import Error, close_old_connections

    from portal.lti import passing_back, rosters
    from portal.lti.services import Tokens

    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    tokens = Tokens()
    while not over.wait(PAUSE):
        close_old_connections()
        try:
            for one in passing_back.due():
                passing_back.send(one, tokens)
                if over.is_set():
                    break
            for roster in rosters.due():
                rosters.bring(roster, tokens)
                if over.is_set():
                    break
        except Error as error:  # the database restarts: so does the next look
            print(f"the sender of grades: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
