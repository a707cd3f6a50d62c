# Wrong: the hidden layers are linear, and the output is a sine.
# Loses: learned
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(3)(keras.layers.Dense(2)(inputs))
model = keras.Model(inputs, keras.ops.sin(keras.layers.Dense(1)(hidden)))
