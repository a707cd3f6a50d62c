# Wrong: the lamp is on when the switches are alike: every label is turned around.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=1000, verbose=0)
history = model.fit(x_train, 1 - y_train, epochs=1000, verbose=0)
