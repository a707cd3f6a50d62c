# Wrong: the accuracy is in per cent.
# Loses: share_right
# From: reference
# Instead of: test_accuracy = np.mean(predicted_class == y_test)
test_accuracy = 100 * np.mean(predicted_class == y_test)
