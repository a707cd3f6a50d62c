# Wrong: above 0.06 each step goes further beyond the lowest point than the one before.
# Loses: fitted_functional
# From: reference
# Instead of: model_functional.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
model_functional.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
