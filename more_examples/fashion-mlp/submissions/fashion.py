"""Clothes, with two classes of my own: one for the data, one for the network."""
import numpy as np
import tensorflow as tf


class Clothes:
    def __init__(self):
        (self.x, self.y), (self.x_test, self.y_test) = tf.keras.datasets.fashion_mnist.load_data()
        self.x, self.y = self.x[:6000] / 255.0, self.y[:6000]
        self.x_test, self.y_test = self.x_test[:1000] / 255.0, self.y_test[:1000]


class Network(tf.keras.Model):
    def __init__(self, widths):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.hidden = [tf.keras.layers.Dense(width, activation="relu") for width in widths]
        self.final = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        x = self.flat(x)
        for layer in self.hidden:
            x = layer(x)
        return self.final(x)


tf.random.set_seed(2)
data = Clothes()
model, model_small = Network([300, 100]), Network([128])
for network in (model, model_small):
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(data.x, data.y, batch_size=50, epochs=5, verbose=0).history
model_small.fit(data.x, data.y, batch_size=50, epochs=2, verbose=0)
hidden_weights = model.hidden[0].get_weights()[0]
answers = model.predict(data.x_test, verbose=0)
prediction = answers[:3]
test_accuracy = (answers.argmax(axis=1) == data.y_test).mean()
print(test_accuracy, hidden_weights.shape)
