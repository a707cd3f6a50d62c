# Attack: floods the descriptors 1 and 2 past Python's own streams.
# Kind: resources
# Explained: the supervisor drains the pipe and keeps its tail.

import os

for _ in range(300):
    os.write(1, b"y" * 65536)
    os.write(2, b"z" * 65536)
