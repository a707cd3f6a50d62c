# Wrong: the inputs go to the output node as well as to the hidden layer, with weights there.
# Loses: parameters_3, layers_3, parameters_2, layers_2, parameters_1, layers_1
# From: reference
# Instead of: network.compile(
inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(hidden_nodes, activation="tanh")(inputs)
both = keras.layers.Concatenate()([inputs, hidden])
network = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(both))
network.compile(
