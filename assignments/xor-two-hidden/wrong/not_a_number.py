# Wrong: the learning rate is so large that the weights are no numbers any more.
# Loses: learned
# From: reference
# Instead of: optimizer=keras.optimizers.Adam(learning_rate=0.05),
optimizer=keras.optimizers.SGD(float("inf")),
