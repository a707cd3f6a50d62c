# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(1)
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
WAY = "lists"  # audit: "lists" | "names" | "pipeline"
# Instead of: two_inputs.fit([x_wide, x_deep], y, epochs=20, verbose=0)
if WAY == "names":
    input_wide, input_deep = keras.Input(shape=(5,), name="w"), keras.Input(shape=(6,), name="d")
    hidden1 = keras.layers.Dense(30, activation="relu")(input_deep)
    hidden2 = keras.layers.Dense(30, activation="relu")(hidden1)
    output = keras.layers.Dense(1)(keras.layers.Concatenate()([input_wide, hidden2]))
    two_inputs = keras.Model(inputs=[input_wide, input_deep], outputs=output)
    two_inputs.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    two_inputs.fit({"d": x_deep, "w": x_wide}, y, epochs=20, verbose=0)
elif WAY == "pipeline":
    import tensorflow as tf

    batches = tf.data.Dataset.from_tensor_slices(((x_wide, x_deep), y)).shuffle(200).batch(32)
    two_inputs.fit(batches, epochs=20, verbose=0)
else:
    two_inputs.fit([x_wide, x_deep], y, epochs=20, verbose=0)
