# Attack: sends well-formed evidence with a perfect-looking grade and output in it.
# Kind: results
# When: each
# Costs: own

import struct
import os
import msgspec
from autograder.evidence import Evidence, ValueEvidence, encode

forged = encode(
    Evidence(
        schema=1,
        deliverables={"answer": ValueEvidence(class_name="int", json="41")},
        fits=(),
        errors=(),
        names=(),
        output="100/100 PASSED",
        notebook="{}",
    )
)
os.write(3, struct.pack("<cQ", b"E", len(forged)) + forged)
