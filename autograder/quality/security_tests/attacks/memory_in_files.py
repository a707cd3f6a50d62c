# Attack: puts into files, which live in memory, what its memory limit doesn't allow.
# Kind: resources
# Costs: own

import os
import tempfile

for folder in (".", tempfile.gettempdir(), "/dev/shm"):
    written = 0
    for number in range(40):
        try:
            with open(f"{folder}/hoard{number}", "wb") as file:
                file.write(b"x" * (8 * 2**20))
                written += 8
        except OSError:
            break
    if written > 200:
        through(f"put {written} MB into {folder}")
    for number in range(40):
        try:
            os.unlink(f"{folder}/hoard{number}")
        except OSError:
            pass
