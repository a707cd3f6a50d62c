# Wrong: the training ended after one epoch.
# Loses: separates, errors, accuracy
# From: reference
# Instead of: weights, bias, errors = train(X, y)
weights, bias, errors = train(X, y, epochs=1)
