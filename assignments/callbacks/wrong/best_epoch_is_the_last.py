# Wrong: the last epoch was taken for the best one.
# Loses: best_epoch
# From: reference
best_epoch = stopped_epoch
