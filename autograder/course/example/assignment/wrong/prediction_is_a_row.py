# Wrong: the number without its row and column.
# Loses: prediction

import keras
import numpy as np

x_train = np.array([[-1], [0], [1], [2], [3], [4]], dtype="float32")
y_train = np.array([[-3], [-1], [1], [3], [5], [7]], dtype="float32")
x_test = np.array([[10]], dtype="float32")

model = keras.Sequential([keras.layers.Input(shape=(1,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model.fit(x_train, y_train, epochs=500, verbose=0)
prediction = model.predict(x_test, verbose=0)[0]
slope = 2
