# Attack: computes on many threads at once, to take the machine from the others.
# Kind: resources
# When: each
# Costs: own

import hashlib
import threading

data = b"x" * 2**24


def burn():
    while True:
        hashlib.sha256(data).digest()


for _ in range(16):
    threading.Thread(target=burn, daemon=True).start()
while True:
    hashlib.sha256(data).digest()
