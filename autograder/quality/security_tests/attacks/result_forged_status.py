# Attack: sends the frames that only the supervisor may send, and frames of absurd sizes.
# Kind: results
# When: each
# Costs: own

import os
import struct

status = b'{"end":"finished","seconds":0,"cpu_seconds":0,"memory_mb":0,"layers":["none"]}'
for kind in (b"S", b"D", b"P", b"A", b"C", b"Z"):
    os.write(3, struct.pack("<cQ", kind, len(status)) + status)
os.write(3, struct.pack("<cQ", b"E", 2**63))
