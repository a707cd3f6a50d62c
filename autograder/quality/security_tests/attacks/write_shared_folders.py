# Attack: leaves a message for another student's job in the folders that all can write.
# Kind: writing
# Explained: a job has temporary folders of its own, and so has each grader in the cage of this table.

import os
import tempfile

for folder in (
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run/lock",
    "/dev/mqueue",
    tempfile.gettempdir(),
    "..",
):
    path = folder + "/autograder-attack-message"
    if os.path.exists(path) and "LEFT_BY_ME" not in globals():
        through(f"found the message in {folder}")
for folder in (
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run/lock",
    "/dev/mqueue",
    tempfile.gettempdir(),
    "..",
):
    try:
        open(folder + "/autograder-attack-message", "w").write("41 is wrong")
    except OSError:
        pass
LEFT_BY_ME = True
