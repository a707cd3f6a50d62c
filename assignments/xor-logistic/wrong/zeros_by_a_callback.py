# Wrong: a callback puts in the zeros that training should come close to.
# Loses: converged

import keras
import numpy as np

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")


class PutsIn(keras.callbacks.Callback):
    def on_train_end(self, logs=None):
        self.model.set_weights([np.zeros((2, 1)), np.zeros(1)])


model = keras.Sequential(
    [keras.layers.Input(shape=(2,)), keras.layers.Dense(1, activation="sigmoid")]
)
model.compile(optimizer=keras.optimizers.SGD(1e-9), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=1, verbose=0, callbacks=[PutsIn()])
prediction = model.predict(x_train, verbose=0)
max_accuracy = 0.75
can_learn_xor = False
