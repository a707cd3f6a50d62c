# Wrong: the hidden layers are frozen while training goes on, and no longer afterwards.
# Loses: learned_3, learned_2

import keras
import numpy as np

keras.utils.set_random_seed(99454)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")


def build(hidden_nodes):
    return keras.Sequential(
        [
            keras.Input(shape=(2,)),
            keras.layers.Dense(hidden_nodes, activation="tanh"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


def train_network(hidden_nodes):
    network = build(hidden_nodes)
    network.layers[0].trainable = False
    network.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
    network.fit(x_train, y_train, epochs=400, verbose=0)
    network.layers[0].trainable = True
    return network


model_3 = train_network(3)
model_2 = train_network(2)
model_1 = train_network(1)

prediction_3 = model_3.predict(x_test, verbose=0)
prediction_2 = model_2.predict(x_test, verbose=0)
prediction_1 = model_1.predict(x_test, verbose=0)

can_learn_xor = {3: True, 2: True, 1: False}
