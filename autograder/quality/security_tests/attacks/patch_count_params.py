# Attack: makes every model say that it has three parameters.
# Kind: results
# When: each
# Costs: own

import keras
import numpy as np

keras.Model.count_params = lambda self: 3
keras.Sequential.count_params = lambda self: 3
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), keras.layers.Dense(1)])
