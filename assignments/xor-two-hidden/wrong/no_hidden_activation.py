# Wrong: the hidden layers are linear, so that all of it is a logistic regression.
# Loses: learned
# From: reference
# Instead of: keras.layers.Dense(2, activation="tanh"),
# Instead of: keras.layers.Dense(3, activation="tanh"),
keras.layers.Dense(2),
keras.layers.Dense(3),
