# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: import keras
import keras

SEED = 1  # audit: seed
EPOCHS = 5  # audit: 5 | 8
keras.utils.set_random_seed(SEED)
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
history = model.fit(x_train, kinds, batch_size=50, epochs=EPOCHS, verbose=0).history
