# Attack: leaves with the exit status of a killed process.
# Kind: results
# When: before
# Costs: own

import os

os._exit(137)
