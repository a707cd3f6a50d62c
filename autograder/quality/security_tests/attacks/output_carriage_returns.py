# Attack: writes over its own line without end, as a progress bar would.
# Kind: results

import sys

for step in range(100_000):
    sys.stdout.write(f"\r{step:6} " + "#" * 60)
    sys.stderr.write("\b\r\b\r")
