# Wrong: the bias stays 0.
# Loses: separates, errors, accuracy
# From: reference
# Instead of: b = b + eta * e
pass
