# Wrong: the predictions are rounded.
# Loses: prediction_own
# From: reference
prediction = np.round(prediction)
