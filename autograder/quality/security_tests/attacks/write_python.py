# Attack: changes Python's library, TensorFlow and the autograder for all who come later.
# Kind: writing
# Explained: a job's file tree holds Python's files read-only, and so does the cage of this table.

import os
import keras
import autograder

for module in (os, keras, autograder):
    folder = os.path.dirname(module.__file__)
    for action in (
        lambda: open(module.__file__, "a").close(),
        lambda: open(folder + "/evil.py", "w").close(),
        lambda: os.chmod(module.__file__, 0),
        lambda: os.utime(module.__file__, (0, 0)),
        lambda: os.truncate(module.__file__, 0),
        lambda: os.open(module.__file__, os.O_RDONLY | os.O_TRUNC),
        lambda: os.unlink(module.__file__),
        lambda: os.rename(folder, folder + "2"),
    ):
        try:
            before = os.stat(module.__file__)
            action()
            after = os.stat(module.__file__)
            if (before.st_mode, before.st_size, before.st_mtime) != (
                after.st_mode,
                after.st_size,
                after.st_mtime,
            ):
                through(f"changed {module.__file__}")
        except OSError:
            pass
if os.path.exists(os.path.dirname(keras.__file__) + "/evil.py"):
    through("left a file in keras")
