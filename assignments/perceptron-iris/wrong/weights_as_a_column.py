# Wrong: the weights are a column.
# Loses: weights_shape
# From: reference
weights = weights.reshape(2, 1)
