# Wrong: a hidden layer of two nodes, 7 parameters.
# Loses: parameters_functional, layers_functional
# From: reference
# Instead of: outputs = keras.layers.Dense(1)(inputs)
outputs = keras.layers.Dense(1)(keras.layers.Dense(2)(inputs))
