# Wrong: three nodes first and then two.
# Loses: parameters
# From: reference
# Instead of: keras.layers.Dense(2, activation="tanh"),
# Instead of: keras.layers.Dense(3, activation="tanh"),
keras.layers.Dense(3, activation="tanh"),
keras.layers.Dense(2, activation="tanh"),
