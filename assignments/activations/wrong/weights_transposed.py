# Wrong: rows and columns of the weights are swapped.
# Loses: glorot_shape, he_shape
# From: reference
glorot, he = glorot.T, he.T
