# Wrong: a column less a row makes 319 × 319 differences.
# Loses: test_mse
# From: reference
# Instead of: test_mse = np.mean((prediction[:, 0] - y_test) ** 2)
test_mse = np.mean((prediction - y_test) ** 2)
