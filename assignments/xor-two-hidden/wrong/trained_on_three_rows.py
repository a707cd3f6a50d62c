# Wrong: the last row was cut off.
# Loses: trained, learned
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=800, verbose=0)
history = model.fit(x_train[:3], y_train[:3], epochs=800, verbose=0)
