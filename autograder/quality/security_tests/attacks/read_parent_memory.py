# Attack: reads the memory of its parents and of the main process through /proc.
# Kind: reading

import os

for pid in {os.getppid(), 1, HOST["main"]} - {os.getpid()}:
    try:
        with open(f"/proc/{pid}/mem", "rb") as memory, open(f"/proc/{pid}/maps") as maps:
            start = int(maps.readline().split("-")[0], 16)
            memory.seek(start)
            through(f"read memory of {pid}: {memory.read(16)!r}")
    except (OSError, ValueError) as error:
        print(error)
