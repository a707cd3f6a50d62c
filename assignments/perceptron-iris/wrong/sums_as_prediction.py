# Wrong: the sums before the step were handed in.
# Loses: prediction
# From: reference
prediction = X @ weights + bias
