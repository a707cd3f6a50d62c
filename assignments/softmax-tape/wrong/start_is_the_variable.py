# Wrong: the start is the variable itself, which changes along with the training.
# Loses: W, B, losses
# From: reference
# Instead of: W_start, B_start = W.numpy().copy(), B.numpy().copy()
W_start, B_start = W, B
