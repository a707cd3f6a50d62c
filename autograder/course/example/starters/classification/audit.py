# The solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(4)
RATE = 0.05  # audit: 0.05 | 0.1
EPOCHS = 800  # audit: 600 | 800 | 1000
SEED = 4  # audit: seed
keras.utils.set_random_seed(SEED)
# Instead of: model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
model.compile(optimizer=keras.optimizers.Adam(RATE), loss="binary_crossentropy")
# Instead of: model.fit(x_train, y_train, epochs=500, verbose=0)
model.fit(x_train, y_train, epochs=EPOCHS, verbose=0)
