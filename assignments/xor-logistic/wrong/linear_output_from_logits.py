# Wrong: the sigmoid is left to the loss, so that the model gives logits.
# Loses: sigmoid
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(1),
# Instead of: loss="binary_crossentropy",
loss=keras.losses.BinaryCrossentropy(from_logits=True),
