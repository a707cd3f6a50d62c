# Attack: prints a character at a time, two hundred thousand times.
# Kind: results

import sys

for _ in range(100_000):
    sys.stdout.write("x")
    sys.stderr.write("\n")
