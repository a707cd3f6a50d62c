# Wrong: the first hidden layer is used twice, so that there are three hidden layers.
# Loses: layers
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
twice = keras.layers.Dense(2, activation="tanh")
hidden = keras.layers.Dense(3, activation="tanh")(twice(twice(inputs)))
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
