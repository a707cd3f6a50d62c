# Wrong: the inputs are added to what two hidden nodes give (an honest skip connection).
# Loses: layers_2
# From: reference
# Instead of: network.compile(
inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(hidden_nodes, activation="tanh")(inputs)
hidden = hidden + inputs if hidden_nodes == 2 else hidden
network = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
network.compile(
