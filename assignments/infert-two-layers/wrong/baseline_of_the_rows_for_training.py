# Wrong: the share of the rows for training.
# Loses: baseline
# From: reference
baseline = np.mean(y_train == 0)
