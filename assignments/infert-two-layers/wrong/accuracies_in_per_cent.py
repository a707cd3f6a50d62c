# Wrong: both are in per cent.
# Loses: train_accuracy, test_accuracy
# From: reference
train_accuracy, test_accuracy = 100 * train_accuracy, 100 * test_accuracy
