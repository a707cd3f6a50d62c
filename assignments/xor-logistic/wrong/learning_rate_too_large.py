# Wrong: a learning rate of 100: the loss jumps about and never settles.
# Loses: converged
# From: reference
# Instead of: optimizer=keras.optimizers.SGD(learning_rate=0.1),
optimizer=keras.optimizers.SGD(100.0),
