# Wrong: rows and columns mixed up.
# Loses: prediction_shape
# From: reference
prediction_shape = (4, 1)
