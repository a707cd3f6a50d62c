# Wrong: the last loss is not that of the weights that are handed in.
# Loses: losses
# From: reference
losses[-1] = 0.0
