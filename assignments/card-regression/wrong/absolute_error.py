# Wrong: the mean of the absolute differences.
# Loses: test_mse
# From: reference
# Instead of: test_mse = np.mean((prediction[:, 0] - y_test) ** 2)
test_mse = np.mean(np.abs(prediction[:, 0] - y_test))
