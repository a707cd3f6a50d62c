# Wrong: a hidden layer.
# Loses: parameters, layers
# From: reference
# Instead of: keras.layers.Dense(10, activation="softmax"),
keras.layers.Dense(16, activation="relu"),
keras.layers.Dense(10, activation="softmax"),
# Instead of: W, B = model.get_weights()
W, B = model.get_weights()[:2]
