# Wrong: the hidden layers are there, but (x1 - x2)² beside them does all the work.
# Loses: layers, learned

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
hidden = keras.layers.Dense(2, activation="tanh")(inputs)
hidden = keras.layers.Dense(3, activation="tanh")(hidden)
outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
unheard = keras.layers.Rescaling(1e-6)(outputs)
model = keras.Model(inputs, keras.layers.Add()([unheard, difference_squared(inputs)]))

model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=20, verbose=0)
prediction = model.predict(x_test, verbose=0)
