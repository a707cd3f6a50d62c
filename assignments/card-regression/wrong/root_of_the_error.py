# Wrong: the root of the mean squared error.
# Loses: test_mse
# From: reference
test_mse = np.sqrt(test_mse)
