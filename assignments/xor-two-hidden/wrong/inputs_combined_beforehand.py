# Wrong: (x1 - x2)² is computed before the first layer, and no hidden layer bends anything.
# Loses: learned
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
squared = keras.ops.square(inputs[:, :1] - inputs[:, 1:])  # (x1 - x2)²
combined = keras.ops.concatenate([squared, inputs[:, :1]], axis=1)
hidden = keras.layers.Dense(3)(keras.layers.Dense(2)(combined))
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
