# Wrong: three hidden nodes for two; without any bias the parameter count is right all the same.
# Loses: parameters_2, learned_2
# From: reference
# Instead of: network.compile(
if hidden_nodes == 2:
    hidden = keras.layers.Dense(3, activation="tanh", use_bias=False)
    output = keras.layers.Dense(1, activation="sigmoid", use_bias=False)
    network = keras.Sequential([keras.Input(shape=(2,)), hidden, output])
network.compile(
