# Wrong: at a rate of 1 even the scaled data diverge.
# Loses: fitted
# From: reference
# Instead of: model = built()
model = built()
model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")
