# Attack: leaves by os._exit(0), as if all were well.
# Kind: results
# When: each
# Costs: own

import os

os._exit(0)
