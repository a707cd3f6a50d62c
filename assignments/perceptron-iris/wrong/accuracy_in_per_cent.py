# Wrong: the accuracy is in per cent.
# Loses: accuracy
# From: reference
accuracy = 100 * accuracy
