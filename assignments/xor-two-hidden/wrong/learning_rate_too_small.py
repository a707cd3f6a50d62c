# Wrong: a learning rate so small that nothing moves.
# Loses: learned

import keras
import numpy as np

keras.utils.set_random_seed(3)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")

model = keras.Sequential(
    [
        keras.layers.Input(shape=(2,)),
        keras.layers.Dense(2, activation="sigmoid"),
        keras.layers.Dense(3, activation="sigmoid"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.SGD(1e-6), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=400, verbose=0)
prediction = model.predict(x_test, verbose=0)
