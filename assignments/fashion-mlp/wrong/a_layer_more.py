# Wrong: there is a third hidden layer.
# Loses: parameters, layers, activations
# From: reference
# Instead of: keras.layers.Dense(100, activation="relu"),
keras.layers.Dense(100, activation="relu"),
keras.layers.Dense(100, activation="relu"),
