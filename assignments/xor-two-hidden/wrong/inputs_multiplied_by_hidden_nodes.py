# Wrong: the linear hidden nodes are multiplied by the inputs, which is what parts the rows.
# Loses: layers, learned
# From: reference
# Instead of: model.summary()
inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(3)(inputs * keras.layers.Dense(2)(inputs))
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
