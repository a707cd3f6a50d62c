# Wrong: the updates are counted through all epochs.
# Loses: errors
# From: reference
errors = np.cumsum(errors).tolist()
