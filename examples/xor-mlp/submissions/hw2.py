"""HW2: XOR with one hidden layer.

Daniel Cho, 2023-22711
Works on my laptop with keras 3.
"""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
Y = np.array([[0], [1], [1], [0]], dtype="float32")


def build_and_train(nodes):
    net = keras.Sequential(
        [
            layers.Input(shape=(2,)),
            layers.Dense(nodes, activation="tanh"),
            layers.Dense(1, activation="sigmoid"),
        ],
        name=f"xor_{nodes}",
    )
    net.compile(optimizer=keras.optimizers.Adam(0.1), loss="binary_crossentropy", metrics=["accuracy"])
    net.fit(X, Y, epochs=500, verbose=0)
    return net


model_3 = build_and_train(3)
model_2 = build_and_train(2)
model_1 = build_and_train(1)

prediction_3 = model_3.predict(X, verbose=0)
prediction_2 = model_2.predict(X, verbose=0)
prediction_1 = model_1.predict(X, verbose=0)

for n, p in ((3, prediction_3), (2, prediction_2), (1, prediction_1)):
    print(n, "hidden:", np.round(p.ravel(), 3))

can_learn_xor = {3: True, 2: True, 1: False}

if __name__ == "__main__":
    print("done", can_learn_xor)
