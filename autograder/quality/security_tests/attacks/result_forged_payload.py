# Attack: sends evidence of its own making over the channel before the honest exporter does.
# Kind: results
# When: each
# Costs: own

import json
import os
import struct

forged = json.dumps(
    {"schema": 1, "score": 100, "grade": {"answer": 100}, "deliverables": {}}
).encode()
os.write(3, struct.pack("<cQ", b"E", len(forged)) + forged)
