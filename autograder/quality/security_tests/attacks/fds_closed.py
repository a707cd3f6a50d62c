# Attack: closes every descriptor.
# Kind: results
# When: each
# Costs: own

import os

os.closerange(0, 4096)
