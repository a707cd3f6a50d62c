# Attack: writes to address zero.
# Kind: results
# When: each
# Costs: own

import ctypes

ctypes.memset(0, 1, 1)
