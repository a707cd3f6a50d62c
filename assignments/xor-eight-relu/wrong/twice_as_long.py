# Wrong: each of the twenty was trained for 200 epochs.
# Loses: accuracies, different_starts
# From: reference
# Instead of: network.fit(x_train, y_train, epochs=100, verbose=0)
network.fit(x_train, y_train, epochs=200, verbose=0)
