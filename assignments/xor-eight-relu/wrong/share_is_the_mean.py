# Wrong: the share is the mean of the accuracies.
# Loses: share_solved
# From: reference
share_solved = np.mean(accuracies)
