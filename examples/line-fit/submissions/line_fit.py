# 강시우
import keras
import numpy as np

x = np.array([1, 2, 3, 4, 5, 6], dtype=float)
y = np.array([3, 4, 5, 6, 7, 8], dtype=float)
new = np.array([-3.1, 3, 3.5, 15, 20.1])

model_sequential = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model_sequential.compile(optimizer=keras.optimizers.Adam(0.1), loss="mse")
model_sequential.fit(x, y, epochs=1000, verbose=0)
prediction_sequential = model_sequential.predict(new, verbose=0)

inp = keras.Input((1,))
model_functional = keras.Model(inp, keras.layers.Dense(1)(inp))
model_functional.compile(optimizer=keras.optimizers.Adam(0.1), loss="mse")
model_functional.fit(x, y, epochs=1000, verbose=0)
prediction_functional = model_functional.predict(new, verbose=0)

weight = model_sequential.layers[0].kernel[0, 0]
bias = model_sequential.layers[0].bias[0]
