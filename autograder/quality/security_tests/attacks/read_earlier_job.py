# Attack: searches its own memory for what an earlier submission or the checks left in the zygote.
# Kind: reading
# Explained: a submission comes in a memory file that its own process alone reads: there is nothing to find.

import gc
import os

found = 0
needle = b"SECRET" + b"-"
try:
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            span, modes, *_ = line.split()
            start, end = (int(word, 16) for word in span.split("-"))
            if "rw" in modes and end - start < 64 * 2**20:
                try:
                    memory.seek(start)
                    data = memory.read(end - start)
                except (OSError, ValueError):
                    continue
                at = data.find(needle)
                if at >= 0:
                    print(data[at : at + 40])
except OSError as error:
    print(error)
for thing in gc.get_objects():
    if isinstance(thing, dict) and any(
        isinstance(v, str) and "SECRET" + "-" in v for v in list(thing.values())
    ):
        print([v for v in thing.values() if isinstance(v, str) and "SECRET" + "-" in v])
