# Wrong: the share itself is an input, in the place of the months.
# Loses: x_train_mean, x_train_std, trained, fitted, prediction_own
# From: reference
# Instead of: x = np.column_stack([table[name] for name in columns]).astype("float64")
columns[5] = "share"
x = np.column_stack([table[name] for name in columns]).astype("float64")
