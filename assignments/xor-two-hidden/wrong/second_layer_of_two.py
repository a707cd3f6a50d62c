# Wrong: both hidden layers have two nodes.
# Loses: parameters
# From: reference
# Instead of: keras.layers.Dense(3, activation="tanh"),
keras.layers.Dense(2, activation="tanh"),
