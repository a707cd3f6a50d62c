# Wrong: the learning rate is so large that the weights are no numbers any more.
# Loses: converged
# From: reference
# Instead of: optimizer=keras.optimizers.SGD(learning_rate=0.1),
optimizer=keras.optimizers.SGD(float("inf")),
