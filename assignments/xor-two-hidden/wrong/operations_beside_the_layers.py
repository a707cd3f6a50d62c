# Wrong: the hidden layers are there, but (x1 - x2)² beside them does all the work.
# Loses: layers, learned
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
squared = keras.ops.square(inputs[:, :1] - inputs[:, 1:])  # (x1 - x2)²
hidden = keras.layers.Dense(3, activation="tanh")(keras.layers.Dense(2, activation="tanh")(inputs))
outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
model = keras.Model(inputs, 1e-6 * outputs + squared)
