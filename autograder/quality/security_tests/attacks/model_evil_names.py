# Attack: puts markup and paths into the names of layers and models.
# Kind: results
# When: after
# Costs: own

import keras

model = keras.Sequential(
    [
        keras.Input((2,), name="in"),
        keras.layers.Dense(1, name="<script>attack(3)</script>"),
    ],
    name="<img src=x onerror=attack(4)>",
)
