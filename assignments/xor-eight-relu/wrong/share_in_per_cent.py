# Wrong: the share is in per cent.
# Loses: share_solved
# From: reference
share_solved = 100 * share_solved
