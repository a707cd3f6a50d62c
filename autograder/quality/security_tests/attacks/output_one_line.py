# Attack: prints one line of half a gigabyte.
# Kind: results

import sys

line = "x" * 2**27
for _ in range(4):
    sys.stdout.write(line)
    sys.stderr.write(line)
del line
