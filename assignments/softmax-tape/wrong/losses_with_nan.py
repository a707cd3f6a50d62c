# Wrong: the logarithm of 0 was taken at the end.
# Loses: losses
# From: reference
losses[-1] = float("nan")
