# Wrong: the accuracy of the training.
# Loses: share_right
# From: reference
# Instead of: test_accuracy = np.mean(model.predict(x_test, verbose=0).argmax(axis=1) == test_kinds)
test_accuracy = history["accuracy"][-1]
