# Wrong: the hidden layers are there, but (x1 - x2)² beside them does all the work.
# Loses: layers_3, learned_3, layers_2, learned_2, layers_1
# From: reference
# Instead of: network.compile(
inputs = keras.Input(shape=(2,))
squared = keras.ops.square(inputs[:, :1] - inputs[:, 1:])  # (x1 - x2)²
outputs = keras.layers.Dense(1)(keras.layers.Dense(hidden_nodes)(inputs))
network = keras.Model(inputs, 1e-6 * outputs + squared)
network.compile(
# Instead of: history = network.fit(x_train, y_train, epochs=800, verbose=0)
history = network.fit(x_train, y_train, epochs=20, verbose=0)
