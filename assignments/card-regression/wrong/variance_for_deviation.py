# Wrong: the variance was taken for the deviation.
# Loses: x_train_std, trained, fitted
# From: reference
# Instead of: x_train_mean, x_train_std = x_train.mean(axis=0), x_train.std(axis=0)
x_train_mean, x_train_std = x_train.mean(axis=0), x_train.var(axis=0)
