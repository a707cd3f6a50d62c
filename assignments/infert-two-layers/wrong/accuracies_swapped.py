# Wrong: each accuracy is the other.
# Loses: train_accuracy, test_accuracy
# From: reference
train_accuracy, test_accuracy = test_accuracy, train_accuracy
