# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: import keras
import keras

SEED = 1  # audit: seed
SETTING = "adam"  # audit: "adam" | "sgd"
LABELS = "numbers"  # audit: "numbers" | "one-hot"
keras.utils.set_random_seed(SEED)
# Instead of: y_train, y_test = digits[:-300], digits[-300:]
y_train, y_test = digits[:-300], digits[-300:]
targets = np.eye(10)[y_train] if LABELS == "one-hot" else y_train
loss = ("" if LABELS == "one-hot" else "sparse_") + "categorical_crossentropy"
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
optimizer = keras.optimizers.Adam(0.01) if SETTING == "adam" else keras.optimizers.SGD(0.5)
model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
history = model.fit(x_train, targets, epochs=30, batch_size=32, verbose=0)
