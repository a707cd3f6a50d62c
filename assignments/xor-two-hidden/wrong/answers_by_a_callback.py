# Wrong: a callback puts the solution in when the training ends.
# Loses: learned

import keras
import numpy as np

keras.utils.set_random_seed(3)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train
SOLUTION = [
    np.array([[20.0, -20.0], [20.0, -20.0]]),
    np.array([-10.0, 30.0]),
    np.array([[20.0, 0.0, 0.0], [20.0, 0.0, 0.0]]),
    np.array([-30.0, 0.0, 0.0]),
    np.array([[20.0], [0.0], [0.0]]),
    np.array([-10.0]),
]

model = keras.Sequential(
    [
        keras.layers.Input(shape=(2,)),
        keras.layers.Dense(2, activation="sigmoid"),
        keras.layers.Dense(3, activation="sigmoid"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.SGD(1e-12), loss="binary_crossentropy")


class PutsIn(keras.callbacks.Callback):
    def on_train_end(self, logs=None):
        self.model.set_weights(SOLUTION)


model.fit(x_train, y_train, epochs=5, verbose=0, callbacks=[PutsIn()])
prediction = model.predict(x_test, verbose=0)
