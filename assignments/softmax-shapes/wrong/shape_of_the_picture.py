# Wrong: the shape of the input instead of the prediction.
# Loses: prediction_shape
# From: reference
prediction_shape = (1, 32, 32, 1)
