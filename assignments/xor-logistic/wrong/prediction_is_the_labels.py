# Wrong: the labels, copied.
# Loses: prediction_own
# From: reference
prediction = y_train
