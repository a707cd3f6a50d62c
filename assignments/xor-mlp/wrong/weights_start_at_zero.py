# Wrong: all initial weights are zero, so that the hidden nodes stay alike for ever.
# Loses: learned_3, learned_2
# From: reference
# Instead of: keras.layers.Dense(hidden_nodes, activation="tanh"),
keras.layers.Dense(hidden_nodes, activation="tanh", kernel_initializer="zeros"),
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros"),
