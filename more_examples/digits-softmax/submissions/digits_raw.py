"""Softmax regression on digits, as a subclassed model and a script."""
import numpy as np
import tensorflow as tf


class Softmax(tf.keras.Model):
    def __init__(self, classes=10):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.scores = tf.keras.layers.Dense(classes, activation="softmax")

    def call(self, pictures):
        return self.scores(self.flat(pictures))


def load(path="digits.csv", scale=16.0):
    with open(path) as lines:
        rows = np.array([[float(n) for n in line.split(",")] for line in lines])
    return rows[:, :-1] / scale, rows[:, -1].astype("int64")


tf.random.set_seed(5)
X, Y = load()
x_train, y_train, x_test, y_test = X[:1197], Y[:1197], X[1197:], Y[1197:]
model = Softmax()
model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
stop = tf.keras.callbacks.EarlyStopping(monitor="loss", min_delta=1e-3, patience=3)
model.fit(x_train, y_train, batch_size=64, epochs=60, callbacks=[stop], verbose=0)
prediction = model.predict(x_test, verbose=0)
predicted_class = tf.argmax(prediction, axis=1).numpy()
test_accuracy = float(tf.reduce_mean(tf.cast(predicted_class == y_test, tf.float32)))
W, B = model.scores.get_weights()
print(f"test accuracy {test_accuracy:.3f}")
