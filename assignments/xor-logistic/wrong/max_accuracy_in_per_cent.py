# Wrong: 75 instead of 0.75.
# Loses: max_accuracy
# From: reference
max_accuracy = 75
