# Wrong: the largest score is not subtracted, so that exp becomes too large.
# Loses: stable
# From: reference
# Instead of: e = np.exp(z - np.max(z))
e = np.exp(z)
