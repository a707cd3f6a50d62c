# Attack: reads the processor time of other processes by their clocks.
# Kind: channels

import os
import time

for pid in (1, os.getppid(), HOST["main"], HOST["victim"]):
    try:
        seconds = time.clock_gettime((~pid << 3) | 2)
        through(f"process {pid} has worked for {seconds} s")
    except OSError as error:
        print(error)
