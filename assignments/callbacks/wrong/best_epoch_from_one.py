# Wrong: the epochs were counted from 1.
# Loses: best_epoch
# From: reference
best_epoch += 1
