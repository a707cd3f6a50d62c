# Wrong: without a bias every line goes through 0.
# Loses: parameters_functional, fitted_functional
# From: reference
# Instead of: outputs = keras.layers.Dense(1)(inputs)
outputs = keras.layers.Dense(1, use_bias=False)(inputs)
