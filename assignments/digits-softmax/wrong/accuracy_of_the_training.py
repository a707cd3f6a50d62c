# Wrong: the accuracy of the training.
# Loses: accuracy
# From: reference
# Instead of: test_accuracy = np.mean(predicted_class == y_test)
test_accuracy = history.history["accuracy"][-1]
