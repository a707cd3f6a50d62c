# Wrong: the biases of the first layer, and too large a small network.
# Loses: hidden_weights, parameters_small
# From: reference
# Instead of: hidden_weights = model.layers[1].get_weights()[0]
hidden_weights = model.layers[1].get_weights()[1]
# Instead of: keras.layers.Dense(128, activation="relu"),
keras.layers.Dense(256, activation="relu"),
