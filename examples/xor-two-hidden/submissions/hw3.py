#!/usr/bin/env python
# HW3 - Daniel Cho (2023-22711)
import numpy as np
from tensorflow import keras

keras.utils.set_random_seed(3)

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y = np.array([[0], [1], [1], [0]], dtype=np.float32)

model = keras.Sequential([
    keras.Input(shape=(2,)),
    keras.layers.Dense(2, activation="tanh"),
    keras.layers.Dense(3, activation="tanh"),
    keras.layers.Dense(1, activation="sigmoid"),
])
assert model.count_params() == 19

model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=800, verbose=0)
print("final accuracy", history.history["accuracy"][-1])

prediction = model.predict(x, verbose=0)
print(prediction)
