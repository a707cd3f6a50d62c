# Wrong: the hidden layers are there, but (x1 - x2)² beside them does all the work.
# Loses: layers_3, learned_3, layers_2, learned_2, layers_1

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


def build(hidden_nodes):
    inputs = keras.Input(shape=(2,))
    outputs = keras.layers.Dense(1)(keras.layers.Dense(hidden_nodes)(inputs))
    unheard = keras.layers.Rescaling(1e-6)(outputs)
    return keras.Model(inputs, keras.layers.Add()([unheard, difference_squared(inputs)]))


def train_network(hidden_nodes):
    network = build(hidden_nodes)
    network.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
    network.fit(x_train, y_train, epochs=20, verbose=0)
    return network


model_3 = train_network(3)
model_2 = train_network(2)
model_1 = train_network(1)

prediction_3 = model_3.predict(x_test, verbose=0)
prediction_2 = model_2.predict(x_test, verbose=0)
prediction_1 = model_1.predict(x_test, verbose=0)

can_learn_xor = {3: True, 2: True, 1: False}
