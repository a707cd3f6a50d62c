# Wrong: the kernel is frozen at the optimum; only the bias is trained.
# Loses: converged

import keras
import numpy as np

x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")

model = keras.Sequential(
    [
        keras.layers.Input(shape=(2,)),
        keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros"),
    ]
)
model.layers[0].trainable = False
model.layers[0].bias.trainable = True
model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=500, verbose=0)
prediction = model.predict(x_train, verbose=0)
max_accuracy = 0.75
can_learn_xor = False
