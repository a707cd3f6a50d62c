# Wrong: both are texts.
# Loses: train_accuracy, test_accuracy
# From: reference
train_accuracy, test_accuracy = f"{train_accuracy:.0%}", f"{test_accuracy:.0%}"
