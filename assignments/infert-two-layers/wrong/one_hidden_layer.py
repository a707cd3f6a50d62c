# Wrong: there is one hidden layer.
# Loses: layers
# From: reference
# Instead of: keras.layers.Dense(4, activation="relu"),
