# Wrong: the weights that are handed in come of no training from this start.
# Loses: W, B, losses
# From: reference
W_start, B_start = 0 * W_start, 0 * B_start
