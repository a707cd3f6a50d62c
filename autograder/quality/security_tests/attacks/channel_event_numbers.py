# Attack: reads the number of an eventfd, of which the machine has one row for all.
# Kind: channels

import os

try:
    event = os.eventfd(0)
    for line in open(f"/proc/self/fdinfo/{event}"):
        if line.startswith("eventfd-id"):
            through(line.strip())
except OSError as error:
    print(error)
