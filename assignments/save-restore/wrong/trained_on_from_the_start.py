# Wrong: trained anew instead of on.
# Loses: continued
# From: reference
continued = build()
continued.compile(optimizer=keras.optimizers.Adam(learning_rate=0.05), loss="binary_crossentropy")
continued.fit(x_train, y_train, epochs=50, verbose=0)
