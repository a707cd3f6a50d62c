# Wrong: (x1 - x2)² is computed before the first layer, and no hidden layer bends anything.
# Loses: learned_3, learned_2
# From: reference
# Instead of: network.compile(
inputs = keras.Input(shape=(2,))
squared = keras.ops.square(inputs[:, :1] - inputs[:, 1:])  # (x1 - x2)²
hidden = keras.layers.Dense(hidden_nodes)(keras.ops.concatenate([squared, inputs[:, :1]], 1))
network = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
network.compile(
