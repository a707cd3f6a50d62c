# Wrong: the prediction is rounded to 0 and 1.
# Loses: prediction
# From: reference
prediction = prediction.round()
