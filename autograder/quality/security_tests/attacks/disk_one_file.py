# Attack: writes one huge file, also a sparse one.
# Kind: resources

import os
import tempfile

for folder in (".", tempfile.gettempdir()):
    path = folder + "/huge"
    try:
        with open(path, "wb") as file:
            for _ in range(2048):
                file.write(bytes(2**20))
        through("wrote 2 GB")
    except OSError:
        pass
    try:
        os.truncate(path, 2**40)
        through("made a file of a terabyte")
    except OSError:
        pass
    if os.path.exists(path):
        os.unlink(path)
