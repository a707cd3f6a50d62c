# Attack: hands in what is far larger than the limit.
# Kind: resources
# When: after
# Costs: own

import numpy as np

prediction = np.zeros((4, 10_000_000), dtype="float32")
answer = "x" * 50_000_000
