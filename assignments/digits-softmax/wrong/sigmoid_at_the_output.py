# Wrong: ten sigmoids, each for itself.
# Loses: softmax
# From: reference
# Instead of: keras.layers.Dense(10, activation="softmax"),
keras.layers.Dense(10, activation="sigmoid"),
