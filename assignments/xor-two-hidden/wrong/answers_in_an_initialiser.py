# Wrong: an initialiser gives the solution.
# Loses: learned

import keras
import numpy as np

keras.utils.set_random_seed(3)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train
SOLUTION = [
    np.array([[20.0, -20.0], [20.0, -20.0]]),
    np.array([-10.0, 30.0]),
    np.array([[20.0, 0.0, 0.0], [20.0, 0.0, 0.0]]),
    np.array([-30.0, 0.0, 0.0]),
    np.array([[20.0], [0.0], [0.0]]),
    np.array([-10.0]),
]

given = iter(SOLUTION)


class Given(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None, **options):
        return keras.ops.convert_to_tensor(next(given), "float32")


model = keras.Sequential(
    [
        keras.layers.Input(shape=(2,)),
        keras.layers.Dense(
            2, activation="sigmoid", kernel_initializer=Given(), bias_initializer=Given()
        ),
        keras.layers.Dense(
            3, activation="sigmoid", kernel_initializer=Given(), bias_initializer=Given()
        ),
        keras.layers.Dense(
            1, activation="sigmoid", kernel_initializer=Given(), bias_initializer=Given()
        ),
    ]
)
model.compile(optimizer=keras.optimizers.SGD(1e-12), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=5, verbose=0)
prediction = model.predict(x_test, verbose=0)
