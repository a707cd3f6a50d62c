# Wrong: trained anew instead of on, and well.
# Loses: continued
# From: reference
continued = build()
continued.compile(optimizer=keras.optimizers.Adam(learning_rate=0.05), loss="binary_crossentropy")
rows = [np.tile(array, (200, 1)) for array in (x_train, y_train)]
continued.fit(*rows, epochs=50, batch_size=4, verbose=0)
