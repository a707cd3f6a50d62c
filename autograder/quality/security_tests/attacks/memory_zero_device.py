# Attack: maps /dev/zero, whose pages no limit of the process counts.
# Kind: resources
# Explained: a job's file tree has no such device, and neither has the cage of this table.

import mmap
import os

try:
    with open("/dev/zero", "r+b") as zero:
        hoard = []
        for _ in range(64):
            page = mmap.mmap(zero.fileno(), 16 * 2**20, flags=mmap.MAP_SHARED)
            page.write(b"x" * (16 * 2**20))
            hoard.append(page)
        through("holds 1 GB of /dev/zero")
except (OSError, ValueError):
    pass
hoard = []
