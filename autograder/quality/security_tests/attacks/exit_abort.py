# Attack: aborts, so that it looks like our crash.
# Kind: results
# When: each
# Costs: own

import os

os.abort()
