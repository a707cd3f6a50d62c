# Wrong: the mean of the rows for testing is answered, which is not known.
# Loses: baseline_mse
# From: reference
baseline_mse = np.mean((y_test - y_test.mean()) ** 2)
