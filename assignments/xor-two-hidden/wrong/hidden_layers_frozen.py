# Wrong: the hidden layers never learn: they are frozen.
# Loses: learned

import keras
import numpy as np

keras.utils.set_random_seed(4)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")

model = keras.Sequential(
    [
        keras.Input(shape=(2,)),
        keras.layers.Dense(2, activation="tanh", trainable=False),
        keras.layers.Dense(3, activation="tanh", trainable=False),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)

model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=800, verbose=0)
prediction = model.predict(x_test, verbose=0)
