# Wrong: (x1 - x2)² is added to the weighted sum, which parts the rows by itself.
# Loses: layers, converged

import keras
import numpy as np

keras.utils.set_random_seed(4)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")


def switches(inputs):
    column = keras.layers.Reshape((2, 1))(inputs)
    first = keras.layers.Flatten()(keras.layers.Cropping1D((0, 1))(column))
    second = keras.layers.Flatten()(keras.layers.Cropping1D((1, 0))(column))
    return first, second


def difference_squared(inputs):
    difference = keras.layers.Subtract()(switches(inputs))
    return keras.layers.Multiply()([difference, difference])


inputs = keras.Input(shape=(2,))
beside = keras.layers.Rescaling(20.0, -10.0)(difference_squared(inputs))
both = keras.layers.Add()([keras.layers.Dense(1)(inputs), beside])
model = keras.Model(inputs, keras.layers.Activation("sigmoid")(both))

model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=5, verbose=0)
prediction = model.predict(x_test, verbose=0)
max_accuracy = 0.75
can_learn_xor = False
