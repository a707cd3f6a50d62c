# Wrong: the linear hidden nodes are multiplied by the inputs, which is what parts the rows.
# Loses: layers, learned

import keras
import numpy as np

keras.utils.set_random_seed(4)

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")

inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(2)(inputs)
gated = keras.layers.Multiply()([inputs, hidden])
hidden = keras.layers.Dense(3)(gated)
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))

model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=800, verbose=0)
prediction = model.predict(x_test, verbose=0)
