# Wrong: the error on the rows for training.
# Loses: test_mse
# From: reference
# Instead of: test_mse = np.mean((prediction[:, 0] - y_test) ** 2)
test_mse = np.mean((model.predict(x_train_scaled, verbose=0)[:, 0] - y_train) ** 2)
