# Wrong: hidden layers without an activation.
# Loses: recorded
# From: reference
# Instead of: layers += [keras.layers.Dense(n_neurons, activation="relu") for _ in range(n_hidden)]
layers += [keras.layers.Dense(n_neurons) for _ in range(n_hidden)]
