# Wrong: 100 nodes first and then 300.
# Loses: parameters, hidden_weights
# From: reference
# Instead of: keras.layers.Dense(300, activation="relu"),
keras.layers.Dense(100, activation="relu"),
# Instead of: keras.layers.Dense(100, activation="relu"),
keras.layers.Dense(300, activation="relu"),
