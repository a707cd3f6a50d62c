# Wrong: the weighted sum is squared, so that the node parts the plane by two lines.
# Loses: converged

import keras
import numpy as np

keras.utils.set_random_seed(4)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")

inputs = keras.Input(shape=(2,))
total = keras.layers.Dense(1)(inputs)
squared = keras.layers.Rescaling(5.0, -3.0)(keras.layers.Multiply()([total, total]))
model = keras.Model(inputs, keras.layers.Activation("sigmoid")(squared))

model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=2000, verbose=0)
prediction = model.predict(x_test, verbose=0)
max_accuracy = 0.75
can_learn_xor = False
