# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
import keras
import numpy as np

ACTIVATION = "tanh"  # audit: "tanh" | "sigmoid" | "relu"
SETTING = "adam"  # audit: "adam" | "adam-mse" | "sgd" | "rmsprop"
WAY = "plain"  # audit: "plain" | "own callback" | "early stopping" | "row weights" | "he_normal"
SEED = 1  # audit: seed

SETTINGS = {
    "adam": (keras.optimizers.Adam, 0.05, "binary_crossentropy", 800),
    "adam-mse": (keras.optimizers.Adam, 0.1, "mse", 600),
    "sgd": (keras.optimizers.SGD, 0.5, "binary_crossentropy", 3000),
    "rmsprop": (keras.optimizers.RMSprop, 0.02, "binary_crossentropy", 1000),
}
keras.utils.set_random_seed(SEED)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y = np.array([[0], [1], [1], [0]], dtype="float32")
optimizer, rate, loss, epochs = SETTINGS[SETTING]


class Watch(keras.callbacks.Callback):
    """Looks on and changes nothing."""

    def on_epoch_end(self, epoch, logs=None):
        if epoch % 100 == 0:
            self.seen = (epoch, logs["loss"])


CALLBACKS = {
    "own callback": [Watch()],
    "early stopping": [keras.callbacks.EarlyStopping(monitor="loss", patience=200)],
}


def train(*hidden):
    start = "he_normal" if WAY == "he_normal" else "glorot_uniform"
    layers = [
        keras.layers.Dense(nodes, activation=ACTIVATION, kernel_initializer=start)
        for nodes in hidden
    ]
    output = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input(shape=(2,)), *layers, output])
    model.compile(optimizer=optimizer(rate), loss=loss, metrics=["accuracy"])
    rows = {"sample_weight": np.ones(4)} if WAY == "row weights" else {}
    model.fit(x, y, epochs=epochs, verbose=0, callbacks=CALLBACKS.get(WAY), **rows)
    return model, model.predict(x, verbose=0)


model_3, prediction_3 = train(3)
model_2, prediction_2 = train(2)
model_1, prediction_1 = train(1)
can_learn_xor = {3: True, 2: True, 1: False}
