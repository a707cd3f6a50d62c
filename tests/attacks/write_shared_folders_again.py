# Attack: looks for the message that another job may have left (see write_shared_folders).
# Kind: writing
# When: before

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
