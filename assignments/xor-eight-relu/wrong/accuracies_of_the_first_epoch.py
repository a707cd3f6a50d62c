# Wrong: the accuracies are from before the training.
# Loses: accuracies
# From: reference
# Instead of: network.fit(x_train, y_train, epochs=100, verbose=0)
# Instead of: guesses = network.predict(x_train, verbose=0) > 0.5
guesses = network.predict(x_train, verbose=0) > 0.5
network.fit(x_train, y_train, epochs=100, verbose=0)
