import keras
import numpy as np


def main():
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
    y = np.array([[0], [1], [1], [0]], dtype="float32")

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=500, verbose=0)

    prediction = model.predict(x)
    max_accuracy = 0.75
    can_learn_xor = False


if __name__ == "__main__":
    main()
