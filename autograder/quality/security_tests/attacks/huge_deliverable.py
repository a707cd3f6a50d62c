# Attack: hands in what is far larger than the limit.
# Kind: resources
# When: after
# Costs: own
# Explained: evidence is bounded where it is read, and the largest of it left out where it is written.

import numpy as np

prediction = np.zeros((4, 10_000_000), dtype="float32")
answer = "x" * 50_000_000
