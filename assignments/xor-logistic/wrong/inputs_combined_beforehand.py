# Wrong: (x1 - x2)² is one of the two inputs of the node, which can part the rows then.
# Loses: converged
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
squared = keras.ops.square(inputs[:, :1] - inputs[:, 1:])  # (x1 - x2)²
combined = keras.layers.Concatenate()([squared, inputs[:, :1]])
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(combined))
