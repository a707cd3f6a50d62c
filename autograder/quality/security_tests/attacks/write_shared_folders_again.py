# Attack: looks for the message that another job may have left (see write_shared_folders).
# Kind: writing
# When: before
# Explained: a job has temporary folders of its own, and so has each grader in the cage of this table.

import tempfile
import os

for folder in (
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run/lock",
    "/dev/mqueue",
    tempfile.gettempdir(),
    "..",
):
    if os.path.exists(folder + "/autograder-attack-message"):
        through(f"found the message in {folder}")
