# Wrong: what the layer gives is made so small that every row has 0.5, trained or not.
# Loses: converged

import keras
import numpy as np

keras.utils.set_random_seed(4)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")

model = keras.Sequential(
    [
        keras.Input(shape=(2,)),
        keras.layers.Dense(1),
        keras.layers.Rescaling(1e-6),
        keras.layers.Activation("sigmoid"),
    ]
)

model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=1, verbose=0)
prediction = model.predict(x_test, verbose=0)
max_accuracy = 0.75
can_learn_xor = False
