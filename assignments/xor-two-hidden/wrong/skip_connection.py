# Wrong: the inputs are added to what the first hidden layer gives (an honest skip connection).
# Loses: layers
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(2, activation="tanh")(inputs)
hidden = keras.layers.Dense(3, activation="tanh")(hidden + inputs)
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
