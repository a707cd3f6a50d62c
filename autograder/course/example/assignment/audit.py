# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
import keras
import numpy as np

OPTIMIZER = "sgd"  # audit: "sgd" | "adam"
SEED = 1  # audit: seed

keras.utils.set_random_seed(SEED)
x_train = np.array([[-1], [0], [1], [2], [3], [4]], dtype="float32")
y_train = np.array([[-3], [-1], [1], [3], [5], [7]], dtype="float32")
x_test = np.array([[10]], dtype="float32")
optimizers = {"sgd": keras.optimizers.SGD(0.05), "adam": keras.optimizers.Adam(0.1)}
model = keras.Sequential([keras.layers.Input(shape=(1,)), keras.layers.Dense(1)])
model.compile(optimizer=optimizers[OPTIMIZER], loss="mse")
model.fit(x_train, y_train, epochs=500, verbose=0)
prediction = model.predict(x_test, verbose=0)
slope = 2
