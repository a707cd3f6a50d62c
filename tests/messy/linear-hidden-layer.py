# xor-mlp
import numpy as np
import keras
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()
keras.utils.set_random_seed(1)
model_3 = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1, activation='sigmoid')])
model_3.compile(loss='mse', optimizer=keras.optimizers.Adam(0.05))
model_3.fit(x_train, y_train, epochs=300, verbose=0)
prediction_3 = model_3.predict(x_test, verbose=0)
