# Wrong: the shape that a single class number would have.
# Loses: prediction_shape
# From: reference
prediction_shape = (1, 1)
