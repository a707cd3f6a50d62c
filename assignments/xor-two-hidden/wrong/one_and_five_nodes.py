# Wrong: hidden layers of one and five nodes, with the right number of parameters.
# Loses: parameters
# From: reference
# Instead of: keras.layers.Dense(2, activation="tanh"),
# Instead of: keras.layers.Dense(3, activation="tanh"),
keras.layers.Dense(1, activation="tanh"),
keras.layers.Dense(5, activation="tanh"),
