# Wrong: accuracies and share are in per cent.
# Loses: accuracies, share_solved
# From: reference
accuracies, share_solved = 100 * accuracies, 100 * share_solved
