# Wrong: four hidden nodes for three; without their biases the parameter count is right all the
#   same.
# Loses: parameters_3
# From: reference
# Instead of: keras.layers.Dense(hidden_nodes, activation="tanh"),
keras.layers.Dense(4, activation="tanh", use_bias=False)
if hidden_nodes == 3
else keras.layers.Dense(hidden_nodes, activation="tanh"),
