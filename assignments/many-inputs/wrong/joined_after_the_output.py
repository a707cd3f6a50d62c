# Wrong: the paths are joined behind the output layer, which leaves nine outputs.
# Loses: structure_wide_deep, learned_wide_deep
# From: reference
first = keras.layers.Dense(30, activation="relu")(input_)
second = keras.layers.Dense(30, activation="relu")(first)
output = keras.layers.Dense(1)(second)
wide_deep = keras.Model(input_, keras.layers.Concatenate()([input_, output]))
wide_deep.compile("adam", "mse")
wide_deep.fit(x, y, epochs=5, verbose=0)
