# Wrong: the hidden layers have no activation.
# Loses: activations
# From: reference
# Instead of: keras.layers.Dense(300, activation="relu"),
keras.layers.Dense(300),
# Instead of: keras.layers.Dense(100, activation="relu"),
keras.layers.Dense(100),
