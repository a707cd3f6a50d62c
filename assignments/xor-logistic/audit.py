# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
import keras
import numpy as np

SETTING = "adam"  # audit: "adam" | "adam-mse" | "sgd" | "slides" | "rmsprop"
SEED = 1  # audit: seed

SETTINGS = {
    "adam": (keras.optimizers.Adam, 0.05, "binary_crossentropy", 800),
    "adam-mse": (keras.optimizers.Adam, 0.1, "mse", 600),
    "sgd": (keras.optimizers.SGD, 0.5, "binary_crossentropy", 3000),
    "slides": (keras.optimizers.SGD, 0.1, "binary_crossentropy", 500),
    "rmsprop": (keras.optimizers.RMSprop, 0.02, "binary_crossentropy", 1000),
}
keras.utils.set_random_seed(SEED)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y = np.array([[0], [1], [1], [0]], dtype="float32")
optimizer, rate, loss, epochs = SETTINGS[SETTING]
model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer=optimizer(rate), loss=loss, metrics=["accuracy"])
model.fit(x, y, epochs=epochs, verbose=0)
prediction = model.predict(x, verbose=0)
max_accuracy = 0.75
can_learn_xor = False
