# Attack: hands in a small model that takes hours: an LSTM over millions of steps, again and again.
# Kind: results
# When: after
# Costs: own

import keras

inner = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.RepeatVector(4096),
        keras.layers.UpSampling1D(64),
        keras.layers.LSTM(2),
    ]
)
start = found = keras.Input((2,))
for _ in range(20):
    found = inner(found)
model = keras.Model(start, keras.layers.Dense(1)(found))
model.compile("sgd", "mse")
