# Attack: tells the supervisor a million times that a cell begins, and that there are no more.
# Kind: timing
# When: before

import os
import struct

for number in range(200_000):
    digits = str(number % 1000).encode()
    os.write(3, struct.pack("<cQ", b"C", len(digits)) + digits)
for _ in range(1000):
    os.write(3, struct.pack("<cQ", b"C", 200) + b"9" * 200)
    os.write(3, struct.pack("<cQ", b"?", 0) + struct.pack("<cQ", b"S", 0))
os.write(3, struct.pack("<cQ", b"L", 0))
