# Attack: puts other things in the places of the descriptors.
# Kind: results
# When: each
# Costs: own

import os

null = os.open("/dev/null", os.O_RDWR)
for place in (0, 1, 2, 3):
    os.dup2(null, place)
