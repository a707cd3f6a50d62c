# Wrong: thinks that all four rows can be right.
# Loses: max_accuracy
# From: reference
max_accuracy = 1.0
