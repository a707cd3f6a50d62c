# Wrong: at a rate of 1e-13 the loss stays finite, and large.
# Loses: loss_raw
# From: reference
slow = keras.Sequential([keras.layers.Input(shape=(4,)), keras.layers.Dense(1)])
slow.compile(optimizer=keras.optimizers.SGD(learning_rate=1e-13), loss="mse")
loss_raw = slow.fit(data[:, :4], data[:, 4:], epochs=20, verbose=0).history["loss"][-1]
