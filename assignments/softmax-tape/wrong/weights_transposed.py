# Wrong: one row for each class.
# Loses: W_start_shape, W_shape, W, B, losses, cost, prediction
# From: reference
W_start, W = W_start.T, W.numpy().T
