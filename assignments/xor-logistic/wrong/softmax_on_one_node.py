# Wrong: softmax over a single node, which says 1 to everything and learns nothing.
# Loses: sigmoid, converged
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(1, activation="softmax"),
