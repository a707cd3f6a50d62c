# Wrong: (x1 - x2)² is added to the weighted sum, which parts the rows by itself.
# Loses: layers, converged
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
squared = keras.ops.square(inputs[:, :1] - inputs[:, 1:])  # (x1 - x2)²
both = keras.layers.Dense(1)(inputs) + 20 * squared - 10
model = keras.Model(inputs, keras.layers.Activation("sigmoid")(both))
