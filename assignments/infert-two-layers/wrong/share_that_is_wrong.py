# Wrong: the share that is wrong.
# Loses: train_accuracy, test_accuracy
# From: reference
train_accuracy, test_accuracy = 1 - train_accuracy, 1 - test_accuracy
