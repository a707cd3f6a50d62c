# Wrong: every label is turned around.
# Loses: trained_3, learned_3, trained_2, learned_2, trained_1
# From: reference
# Instead of: history = network.fit(x_train, y_train, epochs=800, verbose=0)
history = network.fit(x_train, 1 - y_train, epochs=800, verbose=0)
