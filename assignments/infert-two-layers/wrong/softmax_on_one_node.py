# Wrong: a softmax on one node always gives 1.
# Loses: activation, learned, prediction_own
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(1, activation="softmax"),
