# Wrong: the sum of the inputs is added to the weighted sum.
# Loses: layers
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
both = keras.layers.Dense(1)(inputs) + inputs[:, :1] + inputs[:, 1:]
model = keras.Model(inputs, keras.layers.Activation("sigmoid")(both))
