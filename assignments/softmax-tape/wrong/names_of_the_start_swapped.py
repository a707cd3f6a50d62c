# Wrong: the arrays of weights and biases are swapped.
# Loses: W_start_shape, B_start_shape, W, B, losses
# From: reference
W_start, B_start = B_start, W_start
