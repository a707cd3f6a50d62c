# xor-mlp
import numpy as np
import keras
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()
model_2 = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), keras.layers.PReLU(), keras.layers.Dense(1, activation='sigmoid')])
prediction_2 = model_2.predict(x_test, verbose=0)
