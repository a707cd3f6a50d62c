# Wrong: the lowest training loss was looked for.
# Loses: best_epoch
# From: reference
best_epoch = int(np.argmin(train_loss))
