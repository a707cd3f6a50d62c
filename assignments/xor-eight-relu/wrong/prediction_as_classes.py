# Wrong: the prediction is 0 and 1.
# Loses: prediction_own
# From: reference
prediction = (prediction > 0.5).astype(int)
