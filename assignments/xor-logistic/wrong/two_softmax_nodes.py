# Wrong: one softmax node for each class instead of one sigmoid node.
# Loses: parameters, layers, sigmoid, prediction_shape
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(2, activation="softmax"),
# Instead of: loss="binary_crossentropy",
loss="sparse_categorical_crossentropy",
