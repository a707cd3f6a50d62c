# Wrong: the weighted sum is squared, so that the node parts the plane by two lines.
# Loses: converged
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
squared = keras.ops.square(keras.layers.Dense(1)(inputs))
model = keras.Model(inputs, keras.layers.Activation("sigmoid")(5 * squared - 3))
