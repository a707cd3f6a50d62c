# Wrong: the accuracy of the training.
# Loses: share_right
# From: reference
# Instead of: test_accuracy = np.mean(predicted_class == y_test)
test_accuracy = history.history["accuracy"][-1]
