# Attack: hands in a small model whose inner layers give millions of numbers for each example.
# Kind: results
# When: after
# Costs: own

import keras

wide = [keras.layers.RepeatVector(4096), keras.layers.UpSampling1D(2048)]
wide += [keras.layers.Activation("tanh") for _ in range(250)]
model = keras.Sequential(
    [keras.Input((2,)), *wide, keras.layers.GlobalAveragePooling1D(), keras.layers.Dense(1)]
)
model.compile("sgd", "mse")
