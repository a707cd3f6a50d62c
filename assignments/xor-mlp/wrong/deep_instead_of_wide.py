# Wrong: hidden layers of one and three nodes, with the right number of parameters.
# Loses: layers_3
# From: reference
# Instead of: keras.layers.Dense(hidden_nodes, activation="tanh"),
keras.layers.Dense(1 if hidden_nodes == 3 else hidden_nodes, activation="tanh"),
*([keras.layers.Dense(3, activation="tanh")] if hidden_nodes == 3 else []),
