# Attack: looks for memory that it shares with the warm process and all other jobs, and writes there.
# Kind: reading
# Explained: a fork's memory is its own, and the warm process maps nothing to be shared.

for line in open("/proc/self/maps"):
    if line.split()[1] == "rw-s":
        through(f"shares {line.strip()}")
