# Attack: hands in a model that lies about its parameters, config and predictions.
# Kind: results
# When: after
# Costs: own

import keras
import numpy as np


class Liar(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = [keras.layers.Dense(50), keras.layers.Dense(1)]

    def call(self, x):
        for layer in self.inner:
            x = layer(x)
        return x

    def count_params(self):
        return 3

    def get_config(self):
        return {"layers": []}

    def predict_on_batch(self, x):
        return np.ones((10**6, 64))

    @property
    def weights(self):
        return []


model = Liar()
model(x)
