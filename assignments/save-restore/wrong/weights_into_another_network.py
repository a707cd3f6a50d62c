# Wrong: a new model of another size.
# Loses: from_weights
# From: reference
from_weights = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")])
