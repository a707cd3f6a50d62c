# Wrong: the hidden layers are linear, and the output is a bell.
# Loses: learned_3, learned_2
# From: reference
# Instead of: network.compile(
inputs = keras.Input(shape=(2,))
sums = keras.layers.Dense(1)(keras.layers.Dense(hidden_nodes)(inputs))
network = keras.Model(inputs, keras.ops.exp(-keras.ops.square(sums)))
network.compile(
