# Wrong: the hidden layers never learn: they are frozen.
# Loses: learned_3, learned_2
# From: reference
# Instead of: keras.utils.set_random_seed(4)
keras.utils.set_random_seed(99454)
# Instead of: keras.layers.Dense(hidden_nodes, activation="tanh"),
keras.layers.Dense(hidden_nodes, activation="tanh", trainable=False),
