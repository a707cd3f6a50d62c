# Wrong: a network with other layers was saved under the name.
# Loses: whole_file
# From: reference
keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)]).save("xor.keras")
