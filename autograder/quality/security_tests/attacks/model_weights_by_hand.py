# Attack: sets the weights by hand and invents the training that led to them.
# Kind: results
# When: after
# Costs: own

import numpy as np

model.set_weights([np.full((2, 1), 9e30, "float32"), np.array([np.nan], "float32")])
model.history.history = {"loss": [0.0] * 1000, "accuracy": [1.0] * 1000}
prediction = np.array([[0], [1], [1], [0]], "float32")
