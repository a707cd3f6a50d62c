# Wrong: one output node for each class instead of one in all.
# Loses: parameters_3, layers_3, prediction_shape_3
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(2, activation="softmax") if hidden_nodes == 3
else keras.layers.Dense(1, activation="sigmoid"),
# Instead of: loss="binary_crossentropy",
loss=f"{'sparse_categorical' if hidden_nodes == 3 else 'binary'}_crossentropy",
