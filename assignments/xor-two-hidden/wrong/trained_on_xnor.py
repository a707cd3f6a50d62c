# Wrong: every label is turned around.
# Loses: trained, learned
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=800, verbose=0)
history = model.fit(x_train, 1 - y_train, epochs=800, verbose=0)
