# Wrong: the right line, but put in by hand.
# Loses: learned

import keras
import numpy as np

x_train = np.array([[-1], [0], [1], [2], [3], [4]], dtype="float32")
y_train = np.array([[-3], [-1], [1], [3], [5], [7]], dtype="float32")
x_test = np.array([[10]], dtype="float32")

model = keras.Sequential([keras.layers.Input(shape=(1,)), keras.layers.Dense(1)])
model.set_weights([np.array([[2.0]]), np.array([-1.0])])
prediction = model.predict(x_test, verbose=0)
slope = 2
