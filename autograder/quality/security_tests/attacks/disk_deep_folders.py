# Attack: nests folders so deep that whoever cleans up fails.
# Kind: resources
# Costs: own
# Explained: whoever cleans up goes down one folder at a time, so no path is ever too long.

import os

start = os.getcwd()
try:
    for _ in range(350):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
except OSError:
    pass
os.chdir(start)
