# Wrong: forgets that predict works on batches.
# Loses: prediction_shape
# From: reference
prediction_shape = (4,)
