# Wrong: all initial weights are zero, so that the nodes of a layer stay alike for ever.
# Loses: learned
# From: reference
# Instead of: keras.layers.Dense(2, activation="tanh"),
# Instead of: keras.layers.Dense(3, activation="tanh"),
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(2, activation="tanh", kernel_initializer="zeros"),
keras.layers.Dense(3, activation="tanh", kernel_initializer="zeros"),
keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros"),
