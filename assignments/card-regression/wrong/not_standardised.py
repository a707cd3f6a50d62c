# Wrong: the numbers were trained on as they are.
# Loses: trained, fitted, prediction_own
# From: reference
# Instead of: x_train_scaled = (x_train - x_train_mean) / x_train_std
x_train_scaled = x_train
# Instead of: x_test_scaled = (x_test - x_train_mean) / x_train_std
x_test_scaled = x_test
