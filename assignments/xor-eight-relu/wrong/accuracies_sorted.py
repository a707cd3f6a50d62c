# Wrong: the accuracies were sorted.
# Loses: accuracies
# From: reference
accuracies = np.sort(accuracies)
