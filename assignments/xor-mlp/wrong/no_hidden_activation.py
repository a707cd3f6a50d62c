# Wrong: the hidden layers are linear, so that each network is a logistic regression.
# Loses: learned_3, learned_2
# From: reference
# Instead of: keras.layers.Dense(hidden_nodes, activation="tanh"),
keras.layers.Dense(hidden_nodes),
