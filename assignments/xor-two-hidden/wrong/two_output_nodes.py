# Wrong: one output node for each class instead of one in all.
# Loses: parameters, layers, prediction_shape
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(2, activation="softmax"),
# Instead of: loss="binary_crossentropy",
loss="sparse_categorical_crossentropy",
