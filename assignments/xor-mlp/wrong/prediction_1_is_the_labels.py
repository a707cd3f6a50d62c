# Wrong: the labels instead of what one hidden node gives.
# Loses: prediction_own_1
# From: reference
prediction_1 = y_train
