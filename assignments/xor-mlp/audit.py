# A correct solution with settings to vary; `autograder audit xor-mlp` fills in the lines below.
import keras
import numpy as np

ACTIVATION = "tanh"  # audit: "tanh" | "sigmoid" | "relu"
SETTING = (
    "adam",
    0.05,
    "binary_crossentropy",
    800,
)  # audit: ("adam", 0.05, "binary_crossentropy", 800) | ("adam", 0.1, "mse", 600) | ("sgd", 0.5, "binary_crossentropy", 3000) | ("rmsprop", 0.02, "binary_crossentropy", 1000)
SEED = 1  # audit: seed

keras.utils.set_random_seed(SEED)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y = np.array([[0], [1], [1], [0]], dtype="float32")
name, rate, loss, epochs = SETTING


def train(nodes):
    model = keras.Sequential(
        [
            keras.Input(shape=(2,)),
            keras.layers.Dense(nodes, activation=ACTIVATION),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    optimizer = keras.optimizers.get({"class_name": name, "config": {"learning_rate": rate}})
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    model.fit(x, y, epochs=epochs, verbose=0)
    return model, model.predict(x, verbose=0)


model_3, prediction_3 = train(3)
model_2, prediction_2 = train(2)
model_1, prediction_1 = train(1)
can_learn_xor = {3: True, 2: True, 1: False}
