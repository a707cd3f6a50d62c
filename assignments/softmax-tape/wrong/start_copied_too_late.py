# Wrong: the start was copied after some steps.
# Loses: W, B, losses
# From: reference
# Instead of: if number % 400 == 0:
if number == 100:
    W_start, B_start = W.numpy().copy(), B.numpy().copy()
if number % 400 == 0:
