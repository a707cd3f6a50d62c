# xor-logistic
```python
import numpy as np
import keras
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.1))
model.fit(x_train, y_train, epochs=500, verbose=0)
prediction = model.predict(x_test, verbose=0)
max_accuracy = 0.75
can_learn_xor = False
```
