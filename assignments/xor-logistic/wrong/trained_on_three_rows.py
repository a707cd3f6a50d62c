# Wrong: the last row was cut off, and the other three can be learned.
# Loses: trained, converged
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=1000, verbose=0)
history = model.fit(x_train[:3], y_train[:3], epochs=1000, verbose=0)
